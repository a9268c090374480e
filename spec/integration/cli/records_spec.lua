-- Records that go out and come back: list, edit, update --all; find; several handles; conditions.
local command_line = require("spec.support.command_line")
local example = require("spec.support.example")
local json = require("dkjson")

local has, lines = command_line.has, command_line.lines

describe("the command line", function()
  local cli, server, client, handles

  setup(function()
    cli = command_line.start { login_limit = false, replacing_put = true }
    server = cli.server
    client = server:client({ settle = 0 })
  end)
  teardown(function()
    client:close()
    cli:stop()
  end)

  before_each(function()
    cli:reset()
    handles = {}
    for index, email in ipairs({ "one@example.com", "two@example.com", "three@example.com" }) do
      handles[index] = assert(client:create_customer(example.customer {
        email = email, vat = "NL123456789B01",
        tags = index == 2 and { { key = "customer", value = "Reseller" } } or nil,
      }))
    end
  end)

  local function run(...) return cli:run(...) end

  -- Writes what the program exports to a file, edited. -> its path
  local function exported(edit, command)
    local status, out = run(command or "list --output json")
    assert.equal(0, status)
    local records = json.decode(out)
    edit(records)
    return cli:file("all.json", json.encode(records))
  end

  local function counted(method)
    return server:counters().by_route[method .. " /customers/{handle}"] or 0
  end

  describe("update --all", function()
    it("shows what it would change, changes it, and changes nothing when it is run again", function()
      local fax = server:record(handles[1]).fax
      local path = exported(function(records)
        records[1].email, records[1].vat = "new@example.com", nil
        records[3].address.city = "Delft"
      end)
      local CHANGES = handles[1] .. ': email: "one@example.com" -> "new@example.com"\n'
        .. handles[1] .. ': vat: "NL123456789B01" -> (empty)\n'
        .. handles[3] .. ': address.city: "Oosterhout" -> "Delft"\n'
      local status, out, err = run("update --dry-run --all " .. path)
      assert.same({ 0, CHANGES, path .. ": 2 would be updated, 1 unchanged\n", 0 },
        { status, out, err, counted("PUT") })
      status, out = run("update --dry-run --json --all " .. path)
      local result = json.decode(out)
      assert.same({ 0, true, 2, 1, 0 }, { status, result.dry_run, result.updated, result.unchanged, #result.failures })
      assert.same({ handles[1], handles[3] }, { result.changes[1].handle, result.changes[2].handle })
      assert.same({ path = "address.city", given = "Delft", stored = "Oosterhout" }, result.changes[2].differences[1])
      status, out, err = run("update --all " .. path)
      assert.same({ 0, CHANGES, path .. ": 2 updated, 1 unchanged\n" }, { status, out, err })
      local now = client:get_customer(handles[1])
      assert.same({ "new@example.com", nil, fax }, { now.email, now.vat, now.fax })
      status, out, err = run("update --all " .. path)
      assert.same({ 0, "", path .. ": 0 updated, 3 unchanged\n", 2 }, { status, out, err, counted("PUT") })
    end)

    it("asks the API only for records that were edited, and takes what get prints for several handles", function()
      local path = exported(function(records) records[2].fax = nil end, "get " .. table.concat(handles, " "))
      local before = counted("GET")
      assert.equal(0, (run("update --quiet --all " .. path)))
      assert.same({ 1, nil }, { counted("GET") - before, client:get_customer(handles[2]).fax })
    end)

    it("takes what get prints for one handle", function()
      local path = exported(function(record) record.email = "new@example.com" end, "get " .. handles[1])
      local status, out, err = run("update --all " .. path)
      assert.same({ 0, handles[1] .. ': email: "one@example.com" -> "new@example.com"\n', path .. ": 1 updated, "
        .. "0 unchanged\n" }, { status, out, err })
    end)

    it("reports what was changed meanwhile as a conflict, and updates the others", function()
      local path = exported(function(records)
        records[1].comments, records[2].comments = "one", "two"
      end)
      assert(client:update_customer(handles[1], { email = "theirs@example.com" }))
      local status, _, err = run("update --all " .. path)
      assert.equal(1, status)
      has(err, handles[1] .. ' was changed after the record was read, in email: email is now "theirs@example.com"')
      has(err, path .. ": 1 updated, 1 unchanged, 1 conflict\n")
      assert.same({ "two", "theirs@example.com" },
        { client:get_customer(handles[2]).comments, client:get_customer(handles[1]).email })
    end)

    it("changes nothing when it is run again, whatever the form of what was edited", function()
      local path = exported(function(records)
        records[1].address.number, records[1].vat = 123, 1234567890
        records[2].phone, records[2].address.city = "+32 2 765 45 66", "Delft "
        records[3].phone.country_code, records[3].address.country = "0031", "nl"
      end)
      local status, _, err = run("update --quiet --all " .. path)
      assert.same({ 0, "" }, { status, err })
      local puts = counted("PUT")
      status, _, err = run("update --all " .. path)
      assert.same({ 0, path .. ": 0 updated, 3 unchanged\n", puts }, { status, err, counted("PUT") })
      assert.equal("123", server:record(handles[1]).address.number)
    end)

    it("looks again where an answer was lost, and finds what was done", function()
      local path = exported(function(records) records[1].comments = "one" end)
      server:fault { name = "reset_after", method = "PUT", path = "/customers/" }
      local status, _, err = run("update --all " .. path)
      assert.same({ 0, path .. ": 1 updated, 2 unchanged\n", 1 }, { status, err, counted("PUT") })
    end)

    it("names a customer that is gone and a member that is none, and what it refuses", function()
      local path = exported(function(records)
        records[1].emial, records[2].comments, records[3].phone.country_code = "x", "two", "31x"
      end)
      assert(client:delete_customer(handles[2]))
      local status, _, err = run("update --all " .. path)
      assert.same({ 1, 0 }, { status, counted("PUT") })
      for index, part in ipairs({ "emial", "not recognized", "phone.country_code" }) do
        has(err, handles[index] .. ": ")
        has(err, part)
      end
      has(err, "3 failed")
    end)

    it("ends at a login that is refused, and says so once", function()
      local path = exported(function(records)
        for _, record in ipairs(records) do record.comments = "x" end
      end)
      local status, out, err = run("update --no-token-cache --all " .. path, { variables = { PASSWORD = "wrong" } })
      assert.same({ 1, "" }, { status, out })
      has(err, "stopped, as all rows would fail like this")
      assert.equal(0, counted("PUT"))
    end)

    it("sends nothing for a file with a record that cannot be told from another, or has no version", function()
      local before = counted("GET")
      for text, part in pairs({
        ["5"] = "it has no JSON array of records", ["{}"] = "record 1 has no handle",
        ['[{"email":"x"}]'] = "record 1 has no handle",
        ['[{"handle":"CV1-NL"}]'] = "record 1 has no version",
      }) do
        local status, out, err = run("update --all " .. cli:file("bad.json", text))
        assert.same({ 1, "", 1 }, { status, out, lines(err) })
        has(err, part)
      end
      local path = exported(function(records) records[3] = records[1] end)
      local status, _, err = run("update --all " .. path)
      assert.equal(1, status)
      has(err, "record 3 is of " .. handles[1] .. ", and so is record 1: keep one of them")
      assert.equal(before, counted("GET"))
    end)

    it("stops at Ctrl-C, and says how many were not tried", function()
      local path = exported(function(records)
        for _, record in ipairs(records) do record.comments = "x" end
      end)
      server:fault { name = "stall", seconds = 25, method = "GET", path = "/customers/", times = 9 }
      local running = cli:start("update --all " .. path)
      command_line.eventually(function()
        for _, request in ipairs(server:requests()) do
          if request.fault == "stall" then return true end
        end
      end, "no request came")
      running:signal("INT")
      local status, out, err = running:wait()
      assert.same({ 130, "" }, { status, out })
      has(err, "0 updated, 0 unchanged, 3 not tried")
    end)
  end)

  describe("update", function()
    it("with --dry-run shows the changes of one customer, and makes none", function()
      local status, out, err = run("update " .. handles[1] .. " --set comments=x --clear vat --dry-run")
      assert.same({
        0, handles[1] .. ': vat: "NL123456789B01" -> (empty)\n' .. handles[1] .. ': comments: (empty) -> "x"\n', "", 0,
      }, { status, out, err, counted("PUT") })
    end)

    it("says what to do about an empty file, which a get that failed left", function()
      local status, _, err = cli:shell("openprovider get XX000009-NL > jan.json || openprovider update "
        .. handles[1] .. " jan.json")
      assert.equal(1, status)
      has(err, "openprovider: jan.json is empty; expected a JSON object with changes of a customer: `openprovider get "
        .. handles[1] .. " > jan.json` fills it, and leaves it empty if it fails\n")
      _, _, err = cli:shell("openprovider update --all jan.json")
      has(err, "`openprovider list > jan.json` fills it")
      _, _, err = cli:shell("openprovider create jan.json")
      has(err, "openprovider: jan.json is empty; expected a JSON object with a customer\n")
    end)

    it("is a wrong call without a handle, and with --all beside anything else", function()
      for _, arguments in ipairs({ "--dry-run", "X --all f", "X --clear vat --concurrency 2" }) do
        local status, out, err = run("update " .. arguments)
        assert.same({ 2, "", 1 }, { status, out, lines(err) })
        has(err, "see openprovider update --help")
      end
    end)
  end)

  describe("find", function()
    it("prints the customer as get does, ends with 3 if there is none, and with 1 if there are several", function()
      local _, customer = run("get " .. handles[2])
      local status, out, err = run("find --email TWO@example.com")
      assert.same({ 0, customer, "" }, { status, out, err })
      status, out, err = run("find --email nobody@example.com")
      assert.same({ 3, "" }, { status, out })
      has(err, 'there is no customer with email "nobody@example.com"')
      status, out, err = run("find --last-name 'van Noort'")
      assert.same({ 1, "", 1 }, { status, out, lines(err) })
      has(err, table.concat(handles, ", "))
      assert.equal(2, (run("find")))
    end)
  end)

  describe("several handles", function()
    it("are printed by get in their order, with a line of error for each that is missing", function()
      local status, out, err = run(("get %s CV999999-NL %s"):format(handles[3], handles[1]))
      local records = json.decode(out)
      assert.same({ 3, 2, 1 }, { status, #records, lines(err) })
      assert.same({ handles[3], handles[1] }, { records[1].handle, records[2].handle })
      has(err, "CV999999-NL: ")
    end)

    it("are deleted one after the other, only those that are as they must be", function()
      local status, out, err = run(("delete %s --only-if tags=Reseller"):format(table.concat(handles, " ")))
      assert.same({ 1, "", 3 }, { status, out, lines(err) })
      has(err, handles[2] .. ": deleted")
      assert.same({ handles[1], handles[3] }, server:handles())
      status, out, err = run(("delete CV999999-NL %s"):format(handles[1]))
      assert.same({ 3, "" }, { status, out })
      has(err, handles[1] .. ": deleted")
    end)

    it("with a tag are deleted by one line of a shell", function()
      local status = cli:shell("openprovider delete $(openprovider list --where tags=VIP --output handles) "
        .. "--only-if tags=VIP")
      assert.same({ 0, { handles[2] } }, { status, server:handles() })
    end)
  end)

  describe("list --where", function()
    it("lists those that have exactly that, also what a list shows only when asked", function()
      assert(client:update_customer(handles[3], { additional_data = { birth_city = "Delft" } }))
      for condition, expected in pairs({
        ["additional_data.birth_city=Delft"] = handles[3] .. "\n", ["email=two"] = "",
      }) do
        local status, out = run(("list --output handles --where %s"):format(condition))
        assert.same({ 0, expected }, { status, out }, condition)
      end
    end)

    it("is a wrong call for a field that no customer has, and names the field that may be meant", function()
      local before = server:counters().arrived
      for _, call in ipairs({ "list --where name.lastname=Dijk", "list --where extension.eu.whois=X",
        "delete " .. handles[1] .. " --only-if nam.last_name=X", "list --where handel=X" }) do
        local status, out, err = run(call)
        assert.same({ 2, "" }, { status, out }, call)
        has(err, "not a ")
      end
      local _, _, err = run("list --where nam.last_name=Dijk")
      has(err, 'did you mean "name"?')
      assert.equal(before, server:counters().arrived)
      for _, field in ipairs({ "handle", "id", "reference", "name.full_name", "additional_data.anything",
        "extension.eu.whois_email", "email_verification_status", "name.prefix", "tags" }) do
        assert.equal(0, (run("list --where " .. field .. "=X")), field)
      end
    end)

    it("is a wrong call for what a list does not show, and for what is no condition", function()
      for _, arguments in ipairs({ "--where fax.area_code=10", "--where email" }) do
        local status, out = run("list " .. arguments)
        assert.same({ 2, "" }, { status, out })
      end
    end)
  end)
end)
