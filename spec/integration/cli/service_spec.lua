-- The verbs beside the customers: requirements, verify, tags.
local command_line = require("spec.support.command_line")
local json = require("dkjson")

local has, lines = command_line.has, command_line.lines

local HANDLE, EMAIL = "JD000001-NL", "jan@example.com"

describe("the command line", function()
  local cli = command_line.for_specs()

  local function run(...) return cli:run(...) end

  before_each(function() cli:customer(dofile("examples/customer.lua")) end)

  describe("requirements", function()
    it("are JSON, an object a line, with names in snake_case", function()
      local status, out, err = run("requirements us")
      assert.same({ 0, 4, "" }, { status, lines(out), err })
      local list = json.decode(out)
      assert.same({ "nexus_category", "applicant_purpose" }, { list[1].name, list[2].name })
      assert.is_true(list[1].required)
      has(out, '{"name":"nexus_category","required":true,"type":"select","description":')
      has(out, '"options":[{"value":"C11","description":"Citizen"}')
      local _, russian = run("requirements ru")
      has(russian, '"company_name_cyrillic"')
    end)

    it("are an empty array where a TLD demands nothing", function()
      local status, out, err = run("requirements nl --domain-name example")
      assert.same({ 0, "[]\n", "" }, { status, out, err })
      local requests = cli.server:requests()
      has(requests[#requests - 1].query, "domain.name=example")
    end)

    it("of a TLD that the API does not have end with status 3", function()
      cli.server:change { tlds = { "nl" } }
      local status, out, err = run("requirements notatld")
      assert.same({ 3, "", 1 }, { status, out, lines(err) })
      has(err, 'there is no TLD "notatld" at Openprovider')
    end)

    it("are a table", function()
      local status, out = run("requirements us --output table")
      assert.equal(0, status)
      assert.is_truthy(out:find("^FIELD +REQUIRED  DESCRIPTION +VALUES\n"))
      assert.is_truthy(out:find("\nnexus_category +yes +%u[^\n]+C11 %(Citizen%), C12"))
    end)

    it("are CSV", function()
      local status, out = run("requirements us --output csv")
      assert.equal(0, status)
      has(out, "name,required,type,description,options\r\nnexus_category,true,select,")
      has(out, ",C11|C12|C21|C31|C32\r\n")
    end)

    it("of what is no TLD are a wrong call", function()
      local status, out, err = run("requirements 'a b'")
      assert.same({ 2, "", 1 }, { status, out, lines(err) })
    end)
  end)

  describe("verify", function()
    it("starts and restarts, and lists how far it is", function()
      cli.server:add_domain { domain = "example.nl", handle = HANDLE }
      local status, out, err = run(("verify start --email %s --handle %s"):format(EMAIL, HANDLE))
      assert.same({ 0, "" }, { status, err })
      assert.is_truthy(out:find("^%d+\n$"), out)
      status, out, err = run("verify restart --email " .. EMAIL)
      assert.same({ 0, "", EMAIL .. ": sent again\n" }, { status, out, err })
      status, out, err = run("verify list")
      assert.same({ 0, 3, "" }, { status, lines(out), err })
      local row = json.decode(out)[1]
      assert.same({ "example.nl", EMAIL, "in progress", false },
        { row.domain, row.email, row.status, row.is_suspended })
      cli.server:verify_email(EMAIL)
      status, out = run("verify list --output table --status verified")
      assert.equal(0, status)
      assert.is_truthy(out:find("^DOMAIN +HANDLE +EMAIL +STATUS [^\n]+\n"))
      assert.is_truthy(out:find("\nexample.nl +JD000001%-NL +jan@example.com +verified "))
      local _, csv = run("verify list --output csv --is-suspended false")
      has(csv, "domain,handle,email,status,description,expiration_date,is_suspended\r\nexample.nl,JD000001-NL,")
    end)

    it("takes every filter of the contract", function()
      for _, filter in ipairs({
        "--email x@y.nl", "--domain x.nl", "--domain-id 3", "--handle X", "--status verified", "--description x",
        "--is-suspended true", "--limit 3", "--offset 1",
      }) do
        local status, _, err = run("verify list " .. filter)
        assert.same({ 0, "" }, { status, err })
        local requests, name = cli.server:requests(), filter:match("%-%-([%w-]+)"):gsub("%-", "_")
        has(requests[#requests].query, (name:gsub("^response_", "response.")) .. "=")
      end
    end)

    it("lists all domains, of however many pages, unless one page is asked for", function()
      for number = 1, 102 do cli.server:add_domain { domain = number .. ".nl", handle = HANDLE } end
      local status, out, err = run("verify list --quiet")
      assert.same({ 0, 102, "" }, { status, #json.decode(out), err })
      cli.server:fault { name = "status", status = 200, body = '{"code":0,"data":{"results":[],"total":102}}',
        path = "verifications" }
      status, out, err = run("verify list")
      assert.same({ 1, "" }, { status, out })
      has(err, "shows none after 0")
    end)

    it("says that there is more than a page", function()
      for number = 1, 3 do cli.server:add_domain { domain = number .. ".nl", handle = HANDLE } end
      local status, out, err = run("verify list --limit 1 --offset 1 --output csv")
      assert.same({ 0, 2, "openprovider: rows 2 to 2 of 3\n" }, { status, lines(out), err })
      local _, _, silence = run("--quiet verify list --limit 1")
      assert.equal("", silence)
    end)

    it("ends with 3 where there is nothing to verify, and with 2 for no address", function()
      local status, out, err = run("verify restart --email nobody@example.com")
      assert.same({ 3, "", 1 }, { status, out, lines(err) })
      has(err, "openprovider: nobody@example.com: ")
      assert.equal(2, (run("verify start --email nobody")))
      assert.equal(2, (run("verify start")))
      assert.equal(2, (run("verify list --is-suspended perhaps")))
    end)

    it("does not know whether a message was sent when the answer is lost", function()
      cli.server:fault { name = "close_after", path = "/start$" }
      local status, out, err = run("verify start --email " .. EMAIL)
      assert.same({ 4, "", 1 }, { status, out, lines(err) })
      has(err, ", so the message may have been sent: `openprovider verify list --email ")
    end)
  end)

  describe("tags", function()
    it("are created, listed and deleted", function()
      local status, out, err = run("tags create VIP")
      assert.same({ 0, "", "VIP: created\n" }, { status, out, err })
      assert.equal(0, (run("tags create 'Very, very'")))
      local _, list = run("tags list")
      assert.equal('[\n{"key":"customer","value":"VIP"},\n{"key":"customer","value":"Very, very"}\n]\n', list)
      _, list = run("tags list --output table --value VIP")
      assert.equal("KEY       VALUE\ncustomer  VIP\n", list)
      _, list = run("tags list --output csv")
      assert.equal('key,value\r\ncustomer,VIP\r\ncustomer,"Very, very"\r\n', list)
      status, out, err = run("tags delete VIP")
      assert.same({ 0, "", "VIP: deleted\n" }, { status, out, err })
      status, out, err = run("tags delete VIP")
      assert.same({ 3, "", 1 }, { status, out, lines(err) })
    end)

    it("without a value, with another key or another format are a wrong call", function()
      for _, arguments in ipairs({
        "create", "create ''", "delete", "delete ''", "list --key x", "list --output xml", "", "nonsense",
      }) do
        local status, out = run("tags " .. arguments)
        assert.same({ 2, "" }, { status, out })
      end
    end)
  end)
end)
