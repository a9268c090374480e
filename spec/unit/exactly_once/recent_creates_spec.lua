--- ensure_customer knows the creates of this program that lists do not show yet.

local example = require("spec.support.example")
local openprovider = require("openprovider")

local CREATES = 1500

describe("ensure_customer, where lists lag,", function()
  local now, client, creates, bodies

  before_each(function()
    now, creates, bodies = 1e9, 0, {}
    client = assert(openprovider.new {
      base_url = "http://127.0.0.1:1/v1beta", token = "secret", username = "recent", transport = {
        now = function() return now end,
        sleep = function(seconds) now = now + seconds end,
        perform = function(request)
          if request.method ~= "POST" then
            local data = bodies[request.url:match("/customers/([^/?]+)") or ""] or '{"results":[],"total":0}'
            return { status = 200, headers = {}, body = '{"code":0,"data":' .. data .. "}" }
          end
          creates = creates + 1
          local handle = ('"handle":"CV%06d-NL"'):format(creates)
          bodies["CV" .. handle:match("%d+") .. "-NL"] = "{" .. handle .. "," .. request.body:sub(2)
          return { status = 200, headers = {}, body = '{"code":0,"data":{' .. handle .. "}}" }
        end,
      },
    })
    for number = 1, CREATES do
      assert(client:create_customer(example.customer { email = "Jan" .. number .. "@example.com" }))
    end
  end)

  local function ensure(number)
    return client:ensure_customer(example.customer { email = "jan" .. number .. "@example.com" })
  end

  it("gives the handles of the newest thousand, whatever the case of their addresses", function()
    for _, number in ipairs({ CREATES, CREATES - 1, CREATES - 999 }) do
      local handle, details = ensure(number)
      assert.equal(("CV%06d-NL"):format(number), handle)
      assert.is_false(details.created)
    end
    assert.equal(CREATES, creates)
  end)

  it("gives that of the last create with an address", function()
    assert(client:create_customer(example.customer { email = "jan1500@example.com" }))
    assert.equal(("CV%06d-NL"):format(creates), (ensure(1500)))
  end)

  it("gives each of two persons with one address its own", function()
    local jan = example.customer { email = "both@example.com", name = { first_name = "Jan", last_name = "Jansen" } }
    local eva = example.customer { email = "both@example.com", name = { first_name = "Eva", last_name = "Jansen" } }
    local of_jan, of_eva = assert(client:create_customer(jan)), assert(client:create_customer(eva))
    assert.equal(of_jan, (client:ensure_customer(jan)))
    assert.equal(of_eva, (client:ensure_customer(eva)))
    assert.equal(CREATES + 2, creates)
  end)

  it("knows none of them once lists show them", function()
    now = now + 3600
    assert.is_true(select(2, ensure(CREATES)).created)
  end)
end)
