-- The verbs about one customer that exists: get, update, delete, ensure, and check against a TLD.
local command_line = require("spec.support.command_line")
local example = require("spec.support.example")
local json = require("dkjson")
local obstacles = require("spec.support.obstacles")

local has, lines = command_line.has, command_line.lines

local HANDLE = "CV000001-NL"

describe("the command line", function()
  local cli = command_line.for_specs { extra_members = { secret_key = "planted", username = "planted" } }

  local function run(...) return cli:run(...) end

  before_each(function()
    assert.equal(HANDLE, cli:customer(example.customer {
      locale = "nl_NL", additional_data = { birth_city = "Oosterhout", birth_date = "1970-01-31" },
      extension_additional_data = { { name = "eu", data = { whois_email = "whois@mail.tld" } } },
    }))
  end)

  describe("create --auto-reference", function()
    it("gives the same handle when it is run again, and one that is run otherwise gives another", function()
      local customer = { stdin = json.encode(example.customer()) }
      for _, expected in ipairs { "CV000002-NL", "CV000002-NL" } do
        local status, out = run("create --auto-reference -", customer)
        assert.same({ 0, expected .. "\n" }, { status, out })
      end
      has(cli.server:record("CV000002-NL").comments, "{openprovider-ref:auto1-")
      assert.equal("CV000003-NL\n", (select(2, run("create --reference auto -", customer))))
    end)

    it("is a wrong call beside --reference", function()
      local stdin = json.encode(example.customer())
      local status, out, err = run("create --auto-reference --reference a -", { stdin = stdin })
      assert.same({ 2, "", 1 }, { status, out, lines(err) })
      assert.equal(1, #cli.server:handles())
    end)
  end)

  describe("get", function()
    it("ends with status 5, 'not now', where a gateway answers with a page at HTTP 502, 503 or 504", function()
      for _, status in ipairs({ 502, 503, 504 }) do
        cli.server:fault { name = "status", status = status, content_type = "text/html", body = "<h1>Bad Gateway</h1>",
          method = "GET", times = 3 }
        local ended, out, err = run("get " .. HANDLE)
        assert.same({ 5, "" }, { ended, out })
        assert.is_truthy(err:find(("(HTTP %d)"):format(status), 1, true), err)
        assert.is_nil(err:find("JSON", 1, true))
      end
    end)

    it("shows the API's warnings and its maintenance on standard error, once each, and so do lists", function()
      for _, command in ipairs({ "get " .. HANDLE, "list", "list --limit 5", "tags list" }) do
        cli.server:fault { name = "warnings", warnings = { { code = 1926, desc = "look here" } }, method = "GET" }
        local status, _, err = run(command)
        assert.same({ 0, "openprovider: the API warns: look here (code 1926)\n" }, { status, err })
        cli.server:fault { name = "maintenance", method = "GET" }
        status, _, err = run(command)
        assert.equal(0, status)
        has(err, "maintenance")
      end
    end)

    it("prints a customer, its members in the order of the documentation and then by name", function()
      local status, out, err = run("get " .. HANDLE)
      assert.same({ 0, "" }, { status, err })
      assert.equal([[
{
  "company_name": "Hosters with Style",
  "name": {
    "first_name": "Carsten",
    "last_name": "van Noort",
    "initials": "C.G.P.",
    "prefix": "Dr.",
    "full_name": "Carsten Dr. van Noort"
  },
  "address": {
    "street": "Albusstraat",
    "number": "83",
    "zipcode": "4903 RG",
    "city": "Oosterhout",
    "state": "Noord-Brabant",
    "country": "NL"
  },
  "phone": {
    "country_code": "+31",
    "area_code": "10",
    "subscriber_number": "1234567"
  },
  "fax": {
    "country_code": "+31",
    "area_code": "10",
    "subscriber_number": "1234568"
  },
  "email": "example@mail.tld",
  "locale": "nl_NL",
  "tags": [
    {
      "key": "customer",
      "value": "VIP"
    }
  ],
  "additional_data": {
    "birth_city": "Oosterhout",
    "birth_date": "1970-01-31"
  },
  "extension_additional_data": [
    {
      "name": "eu",
      "data": {
        "whois_email": "whois@mail.tld"
      }
    }
  ],
  "handle": "CV000001-NL",
  "id": 988276,
  "is_deleted": false,
  "reseller_id": 123456,
  "version": "1:"
}
]], (out:gsub('"1:[^"]*"', '"1:"')))
    end)

    it("prints the same to a terminal as to a pipe", function()
      if obstacles.terminal() then return pending(obstacles.terminal()) end
      local _, out = run("get " .. HANDLE)
      local status, seen = cli:on_terminal("get " .. HANDLE)
      assert.same({ 0, out }, { status, (seen:gsub("\r\n", "\n")) })
    end)

    it("leaves additional data out with --no-additional-data", function()
      local _, out = run("get --no-additional-data " .. HANDLE)
      assert.is_nil(out:find("additional_data", 1, true))
      assert.is_nil(out:find("planted", 1, true))
    end)

    it("shows what the API mixes in with --raw alone", function()
      local _, out = run("get --raw " .. HANDLE)
      local customer = json.decode(out)
      assert.same({ "planted", "0000-00-00 00:00:00" }, { customer.secret_key, customer.deleted_at })
    end)

    it("shows no character that a terminal would act on", function()
      local body = [[{"code":0,"data":{"handle":"]] .. HANDLE .. [[","comments":"a\u009bb\tc\u202ed\\\/e\u007f"}}]]
      cli.server:fault { name = "status", status = 200, body = body, method = "GET" }
      local status, out = run("get " .. HANDLE)
      assert.equal(0, status)
      has(out, [["comments": "a\u009bb\tc\u202ed\\/e\u007f"]])
      assert.equal("a\194\155b\tc\226\128\174d\\/e\127", json.decode(out).comments)
    end)

    it("ends with 3 where there is no such customer, and names the handle", function()
      local status, out, err = run("get CV999999-NL")
      assert.same({ 3, "", 1 }, { status, out, lines(err) })
      has(err, "openprovider: CV999999-NL: ")
      has(err, "(code 193")
      assert.is_nil(err:find("/customers", 1, true), err)
    end)

    it("refuses what cannot be a handle, and sends nothing", function()
      local before = cli.server:counters().arrived
      for _, handle in ipairs({ "a/b", "../x", "'a?b'", "''", "'a\nb'" }) do
        local status, out, err = run("get " .. handle)
        assert.same({ 2, "", 1 }, { status, out, lines(err) })
        has(err, "openprovider: the handle ")
      end
      assert.equal(before, cli.server:counters().arrived)
    end)
  end)

  describe("update", function()
    -- All that is stored of the customer, but for what changes by itself.
    local function stored()
      local record = cli.server:record(HANDLE)
      record.comments_last_changed_at = nil
      return record
    end

    it("sets and clears fields, and leaves everything else as it was", function()
      local before = stored()
      local status, out, err = run("update " .. HANDLE .. " --set phone.subscriber_number=7654321 --clear fax "
        .. "--set extension.eu.country_of_citizenship=NL --set extension.co.uk.legal_type=IND "
        .. "--set additional_data.birth_city=Breda --clear additional_data.birth_date")
      assert.same({ 0, "", HANDLE .. ": updated\n" }, { status, out, err })
      local after = stored()
      assert.same({ country_code = "+31", area_code = "10", subscriber_number = "7654321" }, after.phone)
      assert.same({ country_code = "", area_code = "", subscriber_number = "" }, after.fax)
      assert.same({ birth_city = "Breda", birth_date = "" }, after.additional_data)
      assert.same({
        { name = "eu", data = { whois_email = "whois@mail.tld", country_of_citizenship = "NL" } },
        { name = "co.uk", data = { legal_type = "IND" } },
      }, after.extension_additional_data)
      for _, name in ipairs({ "phone", "fax", "additional_data", "extension_additional_data" }) do
        before[name], after[name] = nil, nil
      end
      assert.same(before, after)
    end)

    it("takes tags as a cell of a file has them", function()
      local status, out, err = run("update " .. HANDLE .. " --dry-run --set tags='VIP|moved in'")
      assert.same({ 0, "" }, { status, err })
      has(out, "VIP")
      has(out, "moved in")
    end)

    it("takes a value with = in it as it is", function()
      assert.equal(0, (run("update " .. HANDLE .. " --set comments=a=b")))
      assert.equal("a=b", stored().comments)
    end)

    it("takes changes from a file or standard input, and the command line goes before them", function()
      local changes = '{"comments": "from the file", "vat": null, "phone": {"area_code": "20"}}'
      local status, _, err = run("update " .. HANDLE .. " - --set comments=said --set phone.subscriber_number=7654321",
        { stdin = changes })
      assert.same({ 0, HANDLE .. ": updated\n" }, { status, err })
      assert.equal("said", stored().comments)
      assert.same({ country_code = "+31", area_code = "20", subscriber_number = "7654321" }, stored().phone)
      assert.equal(0, (run("update " .. HANDLE .. " " .. cli:file("changes.json", '{"comments":null}'))))
      assert.equal("", stored().comments)
    end)

    it("says when there is nothing to change, and writes nothing", function()
      local status, out, err = run("update " .. HANDLE .. " --set email=example@mail.tld --clear vat")
      assert.same({ 0, "", HANDLE .. ": nothing to change\n" }, { status, out, err })
      assert.equal(0, (run("update " .. HANDLE .. " -", { stdin = "{}" })))
      local person = "--set name.first_name=Carsten --set name.last_name='van Noort'"
      for _, unchanged in ipairs({ person, "--set company_name='Hosters with Style'" }) do
        status, out, err = run("update " .. HANDLE .. " " .. unchanged)
        assert.same({ 0, "", HANDLE .. ": nothing to change\n" }, { status, out, err }, unchanged)
      end
      assert.is_nil(cli.server:counters().by_route["PUT /customers/{handle}"])
    end)

    it("is silent about success with --quiet", function()
      local status, out, err = run("--quiet update " .. HANDLE .. " --set comments=x")
      assert.same({ 0, "", "" }, { status, out, err })
    end)

    it("refuses what cannot be changed or does not do, and changes nothing", function()
      local before = stored()
      for change, problem in pairs({
        ["name.first_name=X"] = "name cannot be changed", ["company_name=X"] = "company_name cannot be changed",
        ["emial=a@b.nl"] = 'did you mean "email"?', ["phone.area_code=010"] = "phone.area_code",
        ["additional_data.birth_date=1970-02-30"] = "additional_data.birth_date",
        ["address.country=XX"] = "address.country",
      }) do
        local status, out, err = run("update " .. HANDLE .. " --set " .. change)
        assert.same({ 1, "" }, { status, out })
        has(err, "changes: error: ")
        has(err, problem)
        has(err, "openprovider: invalid changes; nothing was changed\n")
      end
      assert.same(before, stored())
      local status, _, err = run("update " .. HANDLE .. " " .. cli:file("bad.json", '{"email":"nobody"}'))
      assert.equal(1, status)
      has(err, cli:path_of("bad.json") .. ": error: email ")
    end)

    it("is a wrong call with nothing to change, and with paths that are none", function()
      for arguments, why in pairs({
        [""] = "nothing to change is given", ["--set comments"] = "'comments' has no value",
        ["--set comments="] = "use --clear comments", ["--set .x=1"] = 'unknown field ".x"',
        ["--clear phone..area_code"] = "unknown field", ["--clear extension.eu"] = "unknown field",
        ["--set 'tags[1].value=x'"] = "unknown field", ["--set vat=1 --clear vat"] = "vat is given twice",
      }) do
        local status, out, err = run("update " .. HANDLE .. " " .. arguments)
        assert.same({ 2, "" }, { status, out })
        has(err, why)
      end
      assert.is_nil(cli.server:counters().by_route["PUT /customers/{handle}"])
    end)

    it("is a wrong call with a field and a part of it, in whatever order", function()
      local before = stored()
      for _, case in ipairs({
        { "--clear fax", "--set fax.area_code=20", "fax.area_code is part of fax" },
        { "--clear fax", "--clear fax.area_code", "fax.area_code is part of fax" },
        { "--set phone=1", "--set phone.area_code=20", "phone.area_code is part of phone" },
        { "--set additional_data=1", "--clear additional_data.birth_date",
          "additional_data.birth_date is part of additional_data" },
        { "--clear extension_additional_data", "--set extension.eu.whois_email=a@b.nl",
          "extension.eu.whois_email is part of extension_additional_data" },
      }) do
        for _, arguments in ipairs({ case[1] .. " " .. case[2], case[2] .. " " .. case[1] }) do
          local status, out, err = run("update " .. HANDLE .. " " .. arguments)
          assert.same({ 2, "", 1 }, { status, out, lines(err) }, arguments)
          has(err, case[3] .. ", and both are given: give one of them")
        end
      end
      assert.same(before, stored())
      local status, _, err = run("update " .. HANDLE .. " - --set fax.area_code=20", { stdin = '{"fax":null}' })
      assert.equal(2, status)
      has(err, "fax.area_code is part of something that is given whole")
    end)

    it("ends with 3 where there is no such customer", function()
      local status, out, err = run("update CV999999-NL --set comments=x")
      assert.same({ 3, "", 1 }, { status, out, lines(err) })
      has(err, "openprovider: CV999999-NL: ")
    end)

    it("takes what get prints, edited, but for what cannot be changed", function()
      local _, out = run("get " .. HANDLE)
      local customer = json.decode(out)
      customer.email = "new@mail.tld"
      local status, _, err = run("update " .. HANDLE .. " " .. cli:file("edited.json", {
        email = customer.email, phone = customer.phone, address = customer.address,
      }))
      assert.same({ 0, HANDLE .. ": updated\n" }, { status, err })
      assert.equal("new@mail.tld", stored().email)
    end)
  end)

  describe("delete", function()
    it("deletes a customer", function()
      local status, out, err = run("delete " .. HANDLE)
      assert.same({ 0, "", HANDLE .. ": deleted\n" }, { status, out, err })
      assert.same({}, cli.server:handles())
      status, out, err = run("delete " .. HANDLE)
      assert.same({ 3, "", 1 }, { status, out, lines(err) })
    end)

    it("is refused while a domain has the handle", function()
      cli.server:add_domain { domain = "example.nl", handle = HANDLE }
      local status, out, err = run("delete " .. HANDLE)
      assert.same({ 1, "", 1 }, { status, out, lines(err) })
      has(err, "openprovider: " .. HANDLE .. ": ")
      assert.same({ HANDLE }, cli.server:handles())
    end)

    it("does not take code 0 alone for done", function()
      cli.server:fault { name = "success_false", method = "DELETE" }
      local status, out, err = run("delete " .. HANDLE)
      assert.same({ 1, "", 1 }, { status, out, lines(err) })
      has(err, HANDLE .. ": the API did not carry out the deletion")
    end)
  end)

  describe("ensure", function()
    it("prints the handle of an identical customer, and says that it did not create it", function()
      local status, out, err = run("ensure examples/customer.json")
      assert.same({ 0, "JD000002-NL\n", "JD000002-NL: created\n" }, { status, out, err })
      status, out, err = run("ensure - --quiet", { redirect = "<examples/customer.json" })
      assert.same({ 0, "JD000002-NL\n", "" }, { status, out, err })
      status, out, err = run("ensure examples/customer.json --json")
      assert.same({ 0, '{"handle":"JD000002-NL","created":false}\n' }, { status, out })
      assert.equal('{"kind":"note","message":"JD000002-NL: reused"}\n', err)
      assert.equal(2, cli.server:counters().customers_created)
    end)

    it("refuses an invalid customer with every problem", function()
      local status, out, err = run("ensure -", { stdin = '{"email":"nobody"}' })
      assert.same({ 1, "" }, { status, out })
      has(err, "standard input: error: email ")
      has(err, "openprovider: invalid customer; nothing was sent\n")
    end)

    it("says the handle where standard output takes nothing", function()
      local status, _, err = run("ensure examples/customer.json", { redirect = ">/dev/full" })
      assert.equal(1, status)
      has(err, "cannot write to standard output")
      has(err, "JD000002-NL: created")
    end)
  end)

  describe("check", function()
    it("asks the API what a TLD demands", function()
      local status, out, err = run("check examples/customer.json --tld us --online")
      assert.same({ 1, 2, "" }, { status, lines(out), err })
      has(out, "examples/customer.json: error: extension_additional_data[1].data.nexus_category is required for .us")
      local customer = example.customer {
        extension_additional_data = { { name = "us", data = { nexus_category = "C11", applicant_purpose = "P3" } } },
      }
      status, out, err = run("check --tld us --online " .. cli:file("us.json", customer))
      assert.same({ 0, cli:path_of("us.json") .. ": valid for us\n", "" }, { status, out, err })
    end)

    it("says without a call what documents say that a TLD wants", function()
      local connections = cli.server:counters().connections
      local person = example.customer { company_name = example.none, ["address.country"] = "IT",
        ["address.zipcode"] = "20121", ["address.state"] = "Lombardia" }
      local status, out, err = run("check --tld it " .. cli:file("it.json", person),
        { variables = { USERNAME = false, PASSWORD = false, BASE_URL = false } })
      assert.same({ 1, 2, "" }, { status, lines(out), err })
      has(out, "it.json: error: address.state does not have the form that .it requires if the owner is in Italy; "
        .. "expected the two letters of the province, such as MI")
      has(out, "error: additional_data.social_security_number is required for .it if the owner is a person; expected "
        .. 'the social security number, such as "123456782"; additional_data.passport_number will do as well')
      person.address.state, person.additional_data = "MI", { passport_number = "NX1234567" }
      status, out = run("check --tld .IT " .. cli:file("it.json", person))
      assert.same({ 0, cli:path_of("it.json") .. ": valid for it, according to documents; --online asks the API\n" },
        { status, out })
      status, out = run("check --tld com " .. cli:file("it.json", person))
      assert.same({ 0, cli:path_of("it.json") .. ": valid; no documents about com are known; --online asks the API\n" },
        { status, out })
      assert.equal(connections, cli.server:counters().connections)
    end)

    it("asks nobody without a TLD", function()
      local status, out, err = run("check examples/customer.json --online")
      assert.same({ 2, "" }, { status, out })
      has(err, "--online asks the API what a TLD requires: give --tld, too")
    end)

    it("takes what get prints, with a TLD and without", function()
      local _, customer = run("get " .. HANDLE)
      for _, arguments in ipairs({ "check -", "check - --tld eu", "check - --tld eu --online" }) do
        local status, out, err = run(arguments, { stdin = customer })
        assert.same({ 0, 1, "" }, { status, lines(out), err })
      end
    end)

    it("is a wrong call with a TLD that is none", function()
      local status, out, err = run("check examples/customer.json --tld 'a b'")
      assert.same({ 2, "", 1 }, { status, out, lines(err) })
      has(err, "the TLD")
    end)
  end)
end)
