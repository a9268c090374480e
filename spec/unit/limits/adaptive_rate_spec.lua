--- The rate of many calls: how it falls, and how it comes back.

local adaptive_rate = require("openprovider.limits.adaptive_rate")

local REFUSED = { kind = "rate_limited" }

describe("the rate of many calls", function()
  local now, rate

  before_each(function()
    now = 1000
    local function sleep(seconds) now = now + seconds end
    rate = adaptive_rate(16, { now = function() return now end, sleep = sleep }, function() return false end, 120)
  end)

  -- So many successes, evenly spread over some seconds.
  local function succeed(count, seconds)
    for _ = 1, count do
      now = now + seconds / count
      rate:succeeded()
    end
  end

  -- Seconds between the turns of two calls that ask now.
  local function spacing()
    local first = rate:take(0)
    local second = rate:take(0)
    return first and rate:seconds_until(second) - rate:seconds_until(first) or 0
  end

  local function is_near(expected, value)
    assert.is_true(math.abs(value - expected) < expected * 0.02, value .. ", not " .. expected)
  end

  it("is unlimited until the API refuses", function()
    succeed(100, 2)
    assert.is_nil(rate:take(0))
  end)

  it("is a little less than what succeeded, after a refusal", function()
    succeed(100, 2)
    assert.is_true(rate:failed(REFUSED))
    is_near(1 / (50 * 0.93), spacing())
    assert.equal(8, rate.limit)
  end)

  it("is one request a second while nothing succeeds", function()
    succeed(100, 2)
    for _ = 1, 6 do
      rate:failed(REFUSED)
      now = now + 2.1
    end
    is_near(1, spacing())
    assert.equal(1, rate.limit)
  end)

  it("doubles with each success after that, until it is what it was, and then grows slowly", function()
    succeed(100, 2)
    for _ = 1, 6 do
      rate:failed(REFUSED)
      now = now + 2.1
    end
    for _, expected in ipairs({ 2, 4, 8, 16, 32, 46.5, 46.5 }) do
      rate:succeeded()
      is_near(1 / expected, spacing())
    end
    assert.is_true(rate.limit >= 8 and rate.limit < 9)
    succeed(47, 1)
    is_near(1 / (46.5 * 1.02), spacing())
  end)

  it("comes back to no limit where none was known", function()
    rate:failed(REFUSED)
    for _ = 1, 13 do rate:succeeded() end
    assert.is_nil(rate:take(0))
    assert.equal(16, rate.limit)
  end)

  it("is felt by those who wait for their turns already", function()
    rate:failed(REFUSED)
    local turns = {}
    for place = 1, 10 do turns[place] = rate:take(0) end
    is_near(9, rate:seconds_until(turns[10]))
    rate:succeeded()
    rate:succeeded()
    is_near(9 / 4, rate:seconds_until(turns[10]))
    for _ = 1, 11 do rate:succeeded() end
    assert.equal(0, rate:seconds_until(turns[10]))
  end)

  it("lets nobody's turn come before the time for which the API asks", function()
    rate:failed(REFUSED)
    is_near(7, rate:seconds_until(rate:take(7)))
    is_near(8, rate:seconds_until(rate:take(0)))
  end)

  it("goes on where the clock is set back", function()
    rate:failed(REFUSED)
    rate:take(0)
    now = now - 3600
    local turn = rate:take(0)
    rate:wait(turn)
    assert.is_true(now < 1000 - 3600 + 5, now)
  end)

  it("falls to what an API takes that takes less than before", function()
    succeed(100, 2)
    rate:failed(REFUSED)
    for _ = 1, 5 do
      succeed(20, 2.1)
      rate:failed(REFUSED)
    end
    local seconds = spacing()
    assert.is_true(seconds > 1 / 10.5 and seconds < 1 / 7, seconds)
    rate:succeeded()
    assert.is_true(spacing() > 1 / 10.5)
  end)
end)
