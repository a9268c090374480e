--- The index of all references, against lists of every make.

local marker_index = require("openprovider.exactly_once.marker_index")
local odd_list = require("spec.support.odd_list")
local openprovider = require("openprovider")

-- Seconds for which an answer counts.
local SETTLE = 10

describe("the look for many references at once", function()
  local list, client, events

  -- A list of so many customers, and its client. A page has 100 rows at most, which is faster here.
  local function make_list(how, count)
    list = odd_list.new(how)
    list.cap = list.cap or 100
    list:fill(count)
    events = 0
    client = assert(openprovider.new {
      base_url = "http://127.0.0.1:1", username = "u", password = "p", retries = 0, transport = list:transport(),
      on_event = function(event)
        if event.name == "lookup" then events = events + 1 end
      end,
    })
  end

  -- An index of the list, for so many rows.
  local function begin(rows, stops)
    local index = marker_index.new(client, SETTLE, stops)
    index:begin(rows)
    return index
  end

  local function index_of(how, count, rows)
    make_list(how, count)
    return begin(rows)
  end

  -- Each that is there is found, with what the list says of it, and others are not there.
  local function knows_all(index, count)
    for number = 1, count do
      local found = index:find("old-" .. number)
      if not found or found.company_name ~= "Dijk " .. number then error(("old-%d: %s"):format(number, found)) end
    end
    assert.is_false(index:find("old-0"))
    assert.is_false(index:find("old-" .. count + 1))
    assert.is_false(index:find("old"))
    assert.is_nil(index:find("Old-1")) -- the server may have changed its case
  end

  local function knows_nothing(index)
    assert.is_nil(index:find("old-1"))
    assert.is_nil(index:find("new-1"))
  end

  for _, count in ipairs { 1, 2, 10, 989, 990, 991, 999, 1000, 1001, 1980, 1990, 1991, 2500 } do
    it("finds each of " .. count .. " customers", function()
      local index = index_of({ cap = 1000 }, count, 10000)
      assert.equal(2 + math.max(0, math.ceil((count - 1000) / 990)), list.pages)
      assert.equal(list.pages, events)
      knows_all(index, count)
    end)
  end

  it("finds nobody where nobody has a marker, with one call", function()
    local index = index_of({}, 0, 10000)
    assert.is_false(index:find("new-1"))
    assert.equal(1, list.pages)
  end)

  it("gives what the list says of a customer", function()
    make_list({}, 3)
    local given = {
      name = { first_name = "Zo\195\171", last_name = "Dijk", prefix = "de" }, company_name = "Dijk BV",
      address = { street = "Laan", number = "1", zipcode = "3032 AC", city = "Rotterdam", country = "NL" },
      phone = { country_code = "+31", area_code = "10", subscriber_number = "1234567" }, vat = "NL1",
      email = "zoe@example.com", locale = "nl_NL", tags = { { key = "customer", value = "VIP" } },
      member_of_tomorrow = { 1, "a" },
    }
    local sent = { comments = "{openprovider-ref:zoe}\nmoved in\nin May", is_deleted = false }
    for name, value in pairs(given) do sent[name] = value end
    local record = list:add(sent)
    given.handle, given.reference, given.comments = record.handle, "zoe", "moved in\nin May"
    assert.same(given, begin(100):find("zoe"))
  end)

  it("reads an account of 1,000,000 only if the rows are more than its pages", function()
    -- The total is all that the decision needs.
    local index = index_of({ total = 999900 }, 100, 10)
    assert.equal(1, list.pages)
    for number = 1, 10 do assert.is_nil(index:find("old-" .. number)) end
    assert.equal(1, list.pages)
  end)

  it("reads nothing for one or two rows", function()
    knows_nothing(index_of({}, 1, 2))
    assert.equal(0, list.pages)
  end)

  it("reads nothing more where the pages are as many as the rows", function()
    local index = index_of({}, 250, 4)
    assert.equal(1, list.pages)
    knows_nothing(index)
    assert.equal(1, list.pages)
    knows_all(index_of({}, 250, 5 + 254), 250)
  end)

  it("reads nothing where settle is so short that every answer is too old", function()
    make_list({}, 10)
    local index = marker_index.new(client, 0)
    index:begin(1000)
    knows_nothing(index)
    assert.equal(0, list.pages)
  end)

  it("looks row by row until that were as many calls, where nobody knows how many rows there are", function()
    local index = index_of({}, 500, nil)
    assert.equal(0, list.pages)
    local looks = 0
    while index:find("old-5") == nil do looks = looks + 1 end
    assert.equal(7, looks)
    assert.equal(1 + 7, list.pages)
    knows_all(index, 500)
    assert.equal(1 + 7, list.pages)
  end)

  -- Lists that are odd, and give the right answers in the end.
  for name, how in pairs {
    ["shows the newest first, whatever is asked for"] = { order = "newest" },
    ["heeds no order"] = { order = "creation" },
    ["gives 40 rows a page at most"] = { cap = 40 },
    ["cuts the comments after the marker"] = { comments = 40 },
  } do
    it("knows all where a list " .. name, function() knows_all(index_of(how, 250, 10000), 250) end)
  end

  -- Lists that cannot be believed: the rows are looked for by themselves.
  for name, how in pairs {
    ["heeds no filter"] = { ignores_filter = true, unmarked = true },
    ["heeds no offset"] = { ignores_offset = true },
    ["heeds no offset, and says that it has very many"] = { ignores_offset = true, total = 9000 },
    ["has as total the rows of the page, and heeds neither order nor offset"] = { total = "page", cap = 40,
      ignores_offset = true, order = "creation" },
    ["shows a row twice in the place of another"] = { repeats = 50 },
    ["heeds neither order nor offset"] = { ignores_offset = true, order = "creation" },
    ["shuffles its rows for each page"] = { order = "shuffled" },
    ["has no total"] = { total = "none" },
    ["has as total the rows of the page"] = { total = "page" },
    ["has as total the rows of the page, and heeds no order"] = { total = "page", order = "creation" },
    ["has as total the rows of the page, 40 at most"] = { total = "page", cap = 40 },
    ["has as total the rows of the page, 40 at most, and heeds no order"] = { total = "page", cap = 40,
      order = "newest" },
    ["can show 200 rows and no more"] = { window = 200 },
    ["can show 100 rows and no more"] = { window = 100 },
    ["can show 200 rows and no more, and heeds no order"] = { window = 200, order = "creation" },
    ["can show 200 rows and no more, the newest ones"] = { window = 200, order = "newest" },
    ["says as total how far it has gone"] = { total = "reached", cap = 50 },
    ["has a total that is too large"] = { total = 1 },
    ["has a total that is too small"] = { total = -1 },
    ["leaves the comments out"] = { comments = "none" },
    ["cuts the comments within the marker"] = { comments = 20 },
    ["leaves a row out of each page"] = { drops = 50 },
    ["gives a row a page"] = { cap = 1 },
    ["fails at the first page"] = { fails = function(page) return page == 1 and 500, "{}" end },
    ["fails at the second page"] = { fails = function(page) return page == 2 and 500, "{}" end },
    ["fails at the last page"] = { fails = function(page) return page == 4 and 500, "{}" end },
    ["wants fewer calls"] = { fails = function(page) return page == 2 and 429, "{}" end },
    ["answers with something else"] = { fails = function(page) return page == 2 and 200, "<html>" end },
  } do
    it("knows nothing where a list " .. name, function()
      local index = index_of(how, 250, how.unmarked and 10 or 10000)
      if how.unmarked then
        list:add { name = { first_name = "Jan", last_name = "Dijk" }, company_name = "Dijk", comments = "moved in" }
        index = begin(10000)
      end
      knows_nothing(index)
      assert.is_true(list.pages < 20)
    end)
  end

  -- The list changes between two pages.
  local function while_reading(change, how)
    how = how or {}
    how.on_page = function(self, page)
      if page == 2 then change(self) end
    end
    return index_of(how, 500, 100000)
  end

  it("knows what was created while it read", function()
    knows_all(while_reading(function(self) self:fill(5, "mine-") end), 500)
    local index = while_reading(function(self) self:fill(200, "mine-") end)
    assert.truthy(index:find("mine-200"))
  end)

  it("knows what was created while it read a list that has the newest first", function()
    local index = while_reading(function(self) self:fill(5, "mine-") end, { order = "newest" })
    knows_all(index, 500)
    assert.is_not_false(index:find("mine-1"))
  end)

  it("knows what was created at each page, slowly or fast", function()
    for _, count in ipairs { 1, 30 } do
      local index = index_of({ on_page = function(self, page) self:fill(count, "p" .. page .. "-") end }, 500, 100000)
      assert.truthy(index:find("p1-1"))
      assert.truthy(index:find("old-500"))
    end
  end)

  it("knows nothing where a customer was deleted that it had read, for it could be found", function()
    knows_nothing(while_reading(function(self) self:remove(3) end))
  end)

  it("knows nothing where one was deleted and another was created", function()
    knows_nothing(while_reading(function(self)
      self:remove(3)
      self:fill(1, "mine-")
    end))
  end)

  it("knows all where some were deleted that it had not yet read", function()
    local index = while_reading(function(self)
      for _ = 1, 200 do self:remove(250) end
    end)
    assert.truthy(index:find("old-240"))
    assert.is_false(index:find("old-300"))
    assert.truthy(index:find("old-500"))
  end)

  it("knows nothing where a page failed to show what moved up", function()
    -- As many as were deleted before the next page come at the end, so that the numbers agree.
    knows_nothing(while_reading(function(self)
      for _ = 1, 50 do self:remove(3) end
      self:fill(50, "mine-")
    end))
  end)

  it("knows nothing where rows moved up beyond a page, and as many older ones got a marker", function()
    local index = index_of({ on_page = function(self, page)
      if page == 2 then
        for _ = 1, 20 do self:remove(3) end
      elseif page == 3 then
        for number = 1, 10 do self:add({ comments = "{openprovider-ref:older-" .. number .. "}" }).id = number end
      end
    end }, 500, 100000)
    assert.is_nil(index:find("old-105"))
  end)

  for page = 2, 9 do
    it("misses none that was created in front while another was deleted at page " .. page, function()
      local index = index_of({ order = "newest", on_page = function(self, number)
        if number == 2 then self:fill(1, "mine-") end
        if number == page then self:remove(1) end
      end }, 500, 100000)
      assert.is_not_false(index:find("mine-1"))
    end)
  end

  it("does not know a reference that two customers have", function()
    make_list({}, 10)
    list:fill(1)
    local index = begin(100)
    assert.is_nil(index:find("old-1"))
    assert.truthy(index:find("old-2"))
  end)

  it("finds a customer by each of its references", function()
    make_list({}, 10)
    list:add { comments = "{openprovider-ref:a}\n{openprovider-ref:b}\nmoved in", company_name = "A" }
    local index = begin(100)
    assert.equal("A", index:find("a").company_name)
    assert.equal("A", index:find("b").company_name)
  end)

  it("finds no customer that is deleted", function()
    make_list({}, 10)
    list:add { comments = "{openprovider-ref:gone}", is_deleted = true }
    list:add { comments = "{openprovider-ref:gone-2}", is_deleted = "", deleted_at = "2026-01-01 00:00:00" }
    local index = begin(100)
    assert.is_false(index:find("gone"))
    assert.is_false(index:find("gone-2"))
    assert.truthy(index:find("old-10"))
  end)

  it("does not know a customer that has too much to keep", function()
    make_list({}, 10)
    list:add { comments = "{openprovider-ref:long}\n" .. ("x"):rep(100000) }
    list:add { comments = "{openprovider-ref:odd}", company_name = "a\31b" }
    local index = begin(100)
    assert.is_nil(index:find("long"))
    assert.is_nil(index:find("odd"))
    assert.is_false(index:find("other"))
  end)

  it("reads nothing once the import is to end", function()
    make_list({}, 250)
    knows_nothing(begin(10000, function() return list.pages == 2 end))
    assert.equal(2, list.pages)
  end)

  describe("while rows are sent", function()
    it("reads the newest page again before an answer is older than settle", function()
      local index = index_of({}, 250, 100000)
      list:fill(1, "theirs-")
      assert.is_false(index:find("theirs-1"))
      local before = list.pages
      for _ = 1, 100 do
        list.time = list.time + 0.1
        assert.truthy(index:find("old-1"))
      end
      assert.equal(before + 1, list.pages)
      assert.is_nil(index:find("theirs-1")) -- to be looked for by itself
      assert.is_false(index:find("theirs-2"))
    end)

    it("finds what others have created where the list has the newest first", function()
      local index = index_of({ order = "newest" }, 250, 100000)
      list:fill(3, "theirs-")
      list.time = list.time + 8
      for number = 1, 3 do assert.is_nil(index:find("theirs-" .. number)) end
      assert.is_false(index:find("theirs-4"))
      assert.truthy(index:find("old-1"))
    end)

    for _, order in ipairs { "id", "newest", "creation" } do
      it("misses none that was created while another was deleted, where a list is in the order of " .. order, function()
        local index = index_of({ order = order }, 250, 100000)
        list:fill(1, "theirs-")
        list:remove(100)
        list.time = list.time + 8
        for _ = 1, 40 do
          list.time = list.time + 0.1
          assert.is_not_false(index:find("theirs-1"))
        end
      end)
    end

    it("reads what this import has created, page by page", function()
      local index = index_of({}, 250, 100000)
      for round = 1, 5 do
        list:fill(300, "mine" .. round .. "-")
        list.time = list.time + 8
        local before = list.pages
        assert.truthy(index:find("old-1"))
        assert.is_true(list.pages - before <= 4)
        assert.is_nil(index:find("mine" .. round .. "-300"))
      end
    end)

    it("gives no answer that is older than settle", function()
      local index = index_of({}, 250, 100000)
      list.fails = function() return 500, "{}" end
      for _ = 1, 80 do
        list.time = list.time + 0.1
        assert.is_false(index:find("new"))
      end
      list.time = list.time + 2.1
      assert.is_nil(index:find("new"))
      assert.is_nil(index:find("old-1"))
    end)

    it("goes on after a pause", function()
      local index = index_of({}, 250, 100000)
      list:fill(1, "theirs-")
      list.time = list.time + 3600
      local before = list.pages
      assert.truthy(index:find("old-1"))
      assert.is_nil(index:find("theirs-1"))
      assert.equal(1, list.pages - before)
    end)

    it("takes no more calls than looks one by one, however slow the rows are", function()
      local index = index_of({}, 250, 100000)
      local before = list.pages
      for _ = 1, 100 do
        list.time = list.time + 7.5
        assert.is_false(index:find("new"))
      end
      assert.equal(100, list.pages - before)
    end)

    it("reads all again after a customer was deleted, once enough rows are done for that", function()
      local index = index_of({}, 250, 100000)
      list:remove(7)
      local before, looked = list.pages, 0
      for _ = 1, 2000 do
        list.time = list.time + 0.01
        if index:find("new") == nil then looked = looked + 1 end
      end
      assert.is_true(looked > 0 and looked <= 20 * 4, looked)
      assert.is_true(list.pages - before <= 10, list.pages - before)
      assert.is_false(index:find("old-7"))
      assert.truthy(index:find("old-8"))
    end)

    it("costs 5 % of the rows at most where all its pages fail for ever", function()
      local index = index_of({ fails = function() return 500, "{}" end }, 250, 100000)
      for _ = 1, 10000 do
        list.time = list.time + 0.01
        assert.is_nil(index:find("new"))
      end
      assert.is_true(list.pages <= 500, list.pages)
    end)
  end)
end)
