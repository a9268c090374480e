--- The domains that use a handle, each with the roles in which it does, against a real server.

local sandbox_server = require("spec.sandbox.server")

describe("the domains of a handle", function()
  local server, client, handle, other

  setup(function() server = sandbox_server.start { login_limit = false } end)
  teardown(function() server:stop() end)

  before_each(function()
    server:reset()
    server:fill(2)
    handle, other = server:handles()[1], server:handles()[2]
    client = server:client({ retries = 0 })
  end)
  after_each(function() client:close() end)

  -- Each domain as "name: roles".
  local function all(of)
    local found = {}
    for domain, _, err in client:domains_of(of or handle) do
      assert(domain, err)
      found[#found + 1] = domain.full_name .. ": " .. table.concat(domain.roles, ", ")
    end
    return found
  end

  it("are those that use it in any role, by id, with each of the roles", function()
    server:add_domain { domain = "own.nl", handle = handle, admin_handle = handle, billing_handle = other }
    server:add_domain { domain = "others.nl", handle = other }
    server:add_domain { domain = "example.co.uk", handle = other, tech_handle = handle, reseller_handle = handle }
    assert.same({ "own.nl: owner, admin", "example.co.uk: tech, reseller" }, all())
    assert.same({ "own.nl: billing", "others.nl: owner", "example.co.uk: owner" }, all(other))
  end)

  it("are none of a handle that no domain uses", function()
    assert.same({}, all())
    assert.equal(1, server:counters().by_route["GET /domains"])
  end)

  it("come with what the API says of each, and how many there are", function()
    local id = server:add_domain { domain = "own.nl", handle = handle }
    local domain, info = client:domains_of(handle)()
    assert.same({ id, "ACT", handle, 1, 1 }, { domain.id, domain.status, domain.owner_handle, info.seen, info.total })
    assert.same({ name = "own", extension = "nl" }, domain.domain)
    assert.is_nil(domain.admin_handle)
  end)

  it("are all given once where there is more than one page", function()
    for number = 1, 1003 do server:add_domain { domain = ("d%04d.nl"):format(number), handle = handle } end
    local found, seen = all(), {}
    for _, text in ipairs(found) do seen[text] = (seen[text] or 0) + 1 end
    assert.equal(1003, #found)
    for text, times in pairs(seen) do assert.equal(1, times, text) end
  end)

  it("are an error where a server ignores whose they are", function()
    server:add_domain { domain = "others.nl", handle = other }
    server:change { ignores = { "contact_handle" } }
    local domain, _, err = client:domains_of(handle)()
    assert.is_false(domain)
    assert.equal("protocol", err.kind)
    assert.is_truthy(err.message:find("ignores the filter contact_handle", 1, true), err.message)
  end)

  it("stand in the error of a deletion that they forbid", function()
    for number = 1, 7 do
      local tech = number == 1 and handle or nil
      server:add_domain { domain = "d" .. number .. ".nl", handle = handle, tech_handle = tech }
    end
    local ok, err = client:delete_customer(handle)
    assert.is_nil(ok)
    assert.equal("conflict", err.kind)
    assert.equal(7, #err.domains)
    assert.same({ "owner", "tech" }, err.domains[1].roles)
    assert.is_truthy(err.message:find("used by d1.nl (owner, tech), d2.nl (owner), d3.nl (owner), d4.nl (owner), "
      .. "d5.nl (owner) and 2 more", 1, true), err.message)
  end)

  it("are left out of that error where they cannot be read", function()
    server:add_domain { domain = "own.nl", handle = handle }
    server:fault { name = "status", status = 502, method = "GET", path = "/domains$" }
    local ok, err = client:delete_customer(handle)
    assert.is_nil(ok)
    assert.same({ "conflict", 6200 }, { err.kind, err.code })
    assert.is_nil(err.domains)
  end)
end)
