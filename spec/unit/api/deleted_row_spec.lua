--- The handle of a deleted customer is given to nobody, where lists show deleted customers and do not say so.

local ensuring = require("spec.support.ensuring")
local example = require("spec.support.example")

describe("a deleted customer in a list that does not say whether its customers are deleted", function()
  local api

  before_each(function()
    api = ensuring.start { lists_deleted = true, unlisted = { "is_deleted", "deleted_at" } }
  end)

  -- Imports customers as a new program does. -> the handle of each, and how many were created
  local function import(count)
    api:begin_anew()
    local handles, created = {}, 0
    local number = 0
    local function rows()
      number = number + 1
      if number <= count then return number, example.customer { company_name = "Company " .. number } end
    end
    for key, handle, details in api.client:create_customers(rows, {
      reference = function(key) return "row-" .. key end, expected = count, concurrency = 1,
    }) do
      assert(handle, tostring(details))
      handles[key] = handle
      if details.created then created = created + 1 end
    end
    return handles, created
  end

  it("is not found by its reference: another one is created", function()
    for _, reference in ipairs { "order-1", true } do
      local handle = assert(api.client:create_customer(example.customer(), { reference = reference }))
      assert(api.client:delete_customer(handle))
      api:begin_anew()
      local other, details = api.client:create_customer(example.customer(), { reference = reference })
      assert(other, tostring(details))
      assert.is_true(details.created)
      assert.is_not.equal(handle, other)
      api:begin_anew()
      assert.equal(other, (api.client:create_customer(example.customer(), { reference = reference })))
    end
    assert.equal(4, api:created())
  end)

  it("is not found by an import: its row alone is created anew", function()
    local first, created = import(30)
    assert.equal(30, created)
    assert(api.client:delete_customer(first[7]))
    local looks = api:looks()
    local second, created_again = import(30)
    assert.equal(1, created_again)
    for key, handle in pairs(second) do assert.equal(key == 7, handle ~= first[key]) end
    assert.is_true(api:looks() - looks <= 41) -- ten more, in case a new one cannot be read yet
    assert.same({ second, 0 }, { import(30) })
  end)

  it("costs one look more for the customer that has the reference, and none where lists say it", function()
    for _, unlisted in ipairs { { "is_deleted", "deleted_at" }, { "deleted_at" }, { "is_deleted" } } do
      api = ensuring.start { unlisted = unlisted }
      local handle = assert(api.client:create_customer(example.customer(), { reference = "a_b" }))
      assert(api.client:create_customer(example.customer(), { reference = "acb" }))
      api:begin_anew()
      assert.equal(handle, (api.client:create_customer(example.customer(), { reference = "a_b" })))
      assert.equal(#unlisted - 1, api:looks())
    end
  end)
end)
