--- What an update reads: it is checked before it is used, and what is not changed goes back as it came. The server is
--- one of other make, which keeps whatever it is sent.

local dkjson = require("dkjson")
local http = require("socket.http")
local memory = require("openprovider.exactly_once.memory")
local openprovider = require("openprovider")
local raw_server = require("spec.support.raw_server")

local null = openprovider.null
local HANDLE = "CV000001-NL"

local WHOLE = {
  handle = '"' .. HANDLE .. '"', email = '"jan@example.com"', name = '{"first_name":"Jan","last_name":"Bakker"}',
  address = '{"street":"Albusstraat","number":"83","zipcode":"4903 RG","city":"Oosterhout","country":"NL"}',
  phone = '{"country_code":"+31","area_code":"10","subscriber_number":"1234567"}',
}

local function send(connection, data, code)
  local body = ('{"code":%d,"desc":"no","data":%s}'):format(code or 0, data)
  connection:send(("HTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\n%s"):format(#body, body))
end

describe("what an update reads", function()
  local server, client

  -- A server whose customer has these members as JSON besides the usual ones, or in their place; "" for none.
  local function start(members)
    local parts, all = {}, {}
    for name, text in pairs(WHOLE) do all[name] = text end
    for name, text in pairs(members) do all[name] = text end
    for name, text in pairs(all) do
      if text ~= "" then parts[#parts + 1] = ('"%s":%s'):format(name, text) end
    end
    local puts, body = 0, "null"
    memory.forget() -- an earlier server may have had the same port
    server = raw_server.start(function(connection)
      while true do
        local head, sent = raw_server.read(connection)
        if not head then return end
        if head:find("^PUT ") then
          puts, body = puts + 1, sent
          send(connection, '{"success":true}')
        elseif head:find("^DELETE ") then
          send(connection, '{"success":true}')
        elseif head:find("^GET /v1beta/puts") then
          send(connection, ('{"count":%d,"body":%s}'):format(puts, body))
        elseif head:find("^GET /v1beta/domains") then
          send(connection, '{"results":[],"total":0}')
        else
          send(connection, "{" .. table.concat(parts, ",") .. "}")
        end
      end
    end)
    client = assert(openprovider.new {
      token = "t", base_url = ("http://127.0.0.1:%d/v1beta"):format(server.port),
    })
  end
  after_each(function()
    client:close()
    server.stop()
  end)

  local function puts() return assert(client:request("GET", "/puts")).count end

  -- What was written last, as JSON in an answer.
  local function written_text()
    client:close() -- the server takes one connection at a time
    return (http.request(("http://127.0.0.1:%d/v1beta/puts"):format(server.port)))
  end

  -- The same with dkjson's types.
  local function written()
    return dkjson.decode(written_text(), 1, dkjson.null).data.body
  end

  local function update(changes, opts)
    return client:update_customer(HANDLE, changes, opts)
  end

  local function assert_refused(kind, text, changes)
    local ok, err = update(changes or { vat = "NL123456789B01" })
    assert.is_nil(ok)
    assert.same({ kind, "not_sent", HANDLE }, { err.kind, err.outcome, err.handle })
    assert.truthy(err.message:find(text, 1, true), err.message)
    assert.equal(0, puts())
  end

  describe("stops it, where the answer is not the whole customer:", function()
    for title, case in pairs({
      ["nothing but a handle"] = { { email = "", name = "", address = "", phone = "" }, "name, address, phone, email" },
      ["an address that is null"] = { { address = "null" }, "it lacks address" },
      ["a phone that is empty"] = { { phone = "{}" }, "it lacks phone" },
      ["a phone that is an empty array"] = { { phone = "[]" }, "it lacks phone" },
      ["an address that is a text"] = { { address = '"Hofplein 20, Rotterdam"' }, "it lacks address" },
      ["an e-mail address that is empty"] = { { email = '""' }, "it lacks email" },
      ["a name without a last name"] = { { name = '{"first_name":"Jan"}' }, "it lacks name.last_name" },
      ["an address without street and city"] = {
        { address = '{"country":"NL","zipcode":"3032 AC"}' }, "it lacks address.street, address.city" },
      ["a phone without a number"] = { { phone = '{"country_code":"+31"}' }, "it lacks phone.subscriber_number" },
      ["members in another style"] = {
        { phone = '{"countryCode":"+31","areaCode":"10","subscriberNumber":"1"}' }, "it lacks phone.country_code" },
    }) do
      it(title, function()
        start(case[1])
        assert_refused("protocol", case[2])
      end)
    end

    it("a change of a part of what is missing", function()
      start { address = "null" }
      assert_refused("protocol", "it lacks address", { address = { city = "Delft" } })
    end)
  end)

  it("may lack what the update gives whole", function()
    start { phone = "null", email = "" }
    assert(update { phone = openprovider.phone "+31 20 765 4321", email = "new@example.com" })
    assert.same({ country_code = "+31", area_code = "20", subscriber_number = "7654321" }, written().phone)
  end)

  describe("stops it, where the customer has been deleted:", function()
    for title, members in pairs({
      ["by is_deleted"] = { is_deleted = "true", deleted_at = '"0000-00-00 00:00:00"' },
      ["by is_deleted as a text"] = { is_deleted = '"true"' },
      ["by the date alone"] = { deleted_at = '"2024-05-08 19:04:11"' },
    }) do
      it(title, function()
        start(members)
        assert_refused("not_found", HANDLE .. " has been deleted")
      end)
    end

    it("by this program, whatever reads show", function()
      start {}
      assert(client:delete_customer(HANDLE:lower()))
      assert_refused("not_found", HANDLE .. " has been deleted")
    end)
  end)

  it("is a living customer where is_deleted says so, whatever the date", function()
    for _, date in ipairs { "-0001-11-30 00:00:00", "1970-01-01 00:00:00", "null", "2024-05-08 19:04:11" } do
      start { is_deleted = "false", deleted_at = '"' .. date .. '"' }
      assert(update { vat = "NL123456789B01" })
      assert.equal(1, puts())
      client:close()
      server.stop()
    end
    start {}
  end)

  describe("goes back as it came:", function()
    -- Updates another member, and compares what was written with what was read.
    local function assert_kept(members)
      start(members)
      assert(update { email = "new@example.com" })
      local body = written()
      for name, text in pairs(members) do
        assert.same(dkjson.decode("[" .. text .. "]", 1, dkjson.null)[1], body[name], name)
      end
    end

    it("members whose names look like those of logins", function()
      local odd = '"role":"tenant","hash":"#","token":"t","hotplate":"yes","otp":1,"password":{"secret":true}'
      assert_kept {
        address = '{"street":"Hofplein","city":"Delft","country":"NL",' .. odd .. "}",
        phone = '{"country_code":"+31","subscriber_number":"1234567",' .. odd .. "}",
        fax = "{" .. odd .. "}",
        tags = '[{"key":"customer","value":"VIP",' .. odd .. "}]",
        extension_additional_data = '[{"name":"eu","data":{"a":"1"},' .. odd .. "}]",
      }
    end)

    it("what is empty or null", function()
      assert_kept {
        fax = '{"country_code":"","area_code":null}', vat = '""', locale = "null", comments = '""',
        additional_data = '{"birth_city":"","inner":{},"nothing":null}',
      }
    end)

    it("extensions without data, without a name, and what is not an extension", function()
      assert_kept {
        extension_additional_data = '[{"name":"us"},{"name":"eu","data":null},{"name":"fi","data":"text"},'
          .. '{"data":{"a":"1"}},"eu",17,null,{"name":5,"data":{"b":"2"}},{"name":"se","data":{}}]',
      }
    end)

    it("values that no document has", function()
      assert_kept {
        comments = '{"text":"moved in"}', fax = '"+31.101234567"', tags = '{"VIP":true}', vat = "17", locale = "false",
        additional_data = '[["birth_city","Delft"]]',
      }
    end)

    it("all extensions beside the one that is changed", function()
      start {
        extension_additional_data = '[{"name":"us"},"eu",{"name":"EU","data":{"whois_email":"a@example.com","x":1},'
          .. '"token":"t"},{"name":"fi","data":"text"}]',
      }
      assert(update { extension_additional_data = {
        openprovider.extension("eu", { whois_email = "b@example.com" }),
        openprovider.extension("us", { nexus_category = "C11" }),
      } })
      assert.same({
        { name = "us", data = { nexus_category = "C11" } }, "eu",
        { name = "EU", data = { whois_email = "b@example.com", x = 1 }, token = "t" }, { name = "fi", data = "text" },
      }, written().extension_additional_data)
    end)
  end)

  describe("is handed back, and what was not changed stays as it is:", function()
    local DATA = '{"k":1e5,"l":1.0,"m":0.10000000000000001,"n":12345678901234.56789,"o":1234567890123456789012}'
    local TAGS = '[{"key":"customer","value":"VIP"},{"key":"customer","value":"new"}]'
    local EXTENSIONS = '[{"name":"eu","data":{"whois_email":"a@example.com"}},{"name":"us","data":{"a":1}},'
      .. '{"name":"fi","data":{"number":5,"other":5.10,"text":"x"}},{"name":"US","data":{"a":2}}]'

    local function copy_of(value)
      if type(value) ~= "table" then return value end
      local copy = {}
      for name, member in pairs(value) do copy[name] = copy_of(member) end
      return copy
    end

    for title, opts in pairs({ record = {}, ["raw record"] = { raw = true } }) do
      for kind, taken in pairs({ ["the %s itself"] = function(record) return record end,
        ["a copy of the %s"] = copy_of }) do
        it(kind:format(title), function()
          start { additional_data = DATA, tags = TAGS, extension_additional_data = EXTENSIONS }
          local record = taken(assert(client:get_customer(HANDLE, opts)))
          record.email = "new@example.com"
          record.tags[1], record.tags[2] = record.tags[2], record.tags[1]
          record.extension_additional_data[1].data.whois_email = "b@example.com"
          table.insert(record.extension_additional_data, table.remove(record.extension_additional_data, 1))
          local ok, err = update(record)
          assert.is_true(ok, tostring(err))
          local text = written_text()
          assert.truthy(text:find('"email":"new@example.com"', 1, true), text)
          for _, part in ipairs({ '"k":1e5', '"l":1.0', '"m":0.10000000000000001', '"n":12345678901234.56789',
            '"o":1234567890123456789012', '"number":5', '"other":5.10', '"a":1', '"a":2', '"b@example.com"' }) do
            assert.truthy(text:find(part .. "[,}]"), part .. " in " .. text)
          end
          local body = dkjson.decode(text).data.body
          assert.same({ { "VIP", "new" }, { "eu", "us", "fi", "US" } }, {
            { body.tags[1].value, body.tags[2].value },
            { body.extension_additional_data[1].name, body.extension_additional_data[2].name,
              body.extension_additional_data[3].name, body.extension_additional_data[4].name },
          })
        end)
      end
    end
  end)

  it("leaves out members that an update does not have, unless the caller gives them", function()
    start { novel = '"x"' }
    assert(update({ vat = "NL123456789B01" }))
    assert.is_nil(assert(client:request("GET", "/puts")).body.novel)
    assert(update({ novel = "y" }, { allow_unknown = true }))
    assert.equal("y", written().novel)
  end)

  describe("has one extension twice, and", function()
    local TWICE = { extension_additional_data = '[{"name":"us","data":{"nexus_category":"C11"}},'
      .. '{"name":"us","data":{"applicant_purpose":"P1"}}]' }

    for title, case in pairs({
      ["the first one that has the field is changed"] = { { nexus_category = "C12" },
        { nexus_category = "C12" }, { applicant_purpose = "P1" } },
      ["the second one that has the field is changed"] = { { applicant_purpose = "P2" },
        { nexus_category = "C11" }, { applicant_purpose = "P2" } },
      ["each gets the field that it has"] = { { applicant_purpose = "P2", nexus_category = null },
        { nexus_category = "" }, { applicant_purpose = "P2" } },
      ["the first one gets a field that is new"] = { { other = "x" },
        { nexus_category = "C11", other = "x" }, { applicant_purpose = "P1" } },
    }) do
      it(title, function()
        start(TWICE)
        assert(update { extension_additional_data = { { name = "us", data = case[1] } } })
        assert.same({ { name = "us", data = case[2] }, { name = "us", data = case[3] } },
          written().extension_additional_data)
      end)
    end

    it("both are changed where both have the field, whichever counts", function()
      start { extension_additional_data = '[{"name":"us","data":{"nexus_category":"C11"}},'
        .. '{"name":"US","data":{"nexus_category":"C21"}}]' }
      assert(update { extension_additional_data = { { name = "us", data = { nexus_category = "C12" } } } })
      for _, element in ipairs(written().extension_additional_data) do
        assert.same({ nexus_category = "C12" }, element.data)
      end
    end)
  end)

  describe("stops it, where a member would have to be put into something that is not understood:", function()
    for title, case in pairs({
      ["additional data that are an array"] = { { additional_data = '[["birth_city","Delft"]]' },
        { additional_data = { birth_city = "Delft" } }, "additional_data" },
      ["a fax that is a text"] = { { fax = '"+31.101234567"' },
        { fax = { country_code = "+31", area_code = "10", subscriber_number = "1234567" } }, "fax" },
      ["the data of an extension that are a text"] = {
        { extension_additional_data = '[{"name":"eu","data":"a@b.nl"}]' },
        { extension_additional_data = { { name = "eu", data = { whois_email = "a@example.com" } } } },
        "extension_additional_data[1].data" },
      ["extensions that are an object"] = { { extension_additional_data = '{"us":{"nexus_category":"C11"}}' },
        { extension_additional_data = { { name = "us", data = { nexus_category = "C12" } } } },
        "extension_additional_data" },
    }) do
      it(title, function()
        start(case[1])
        assert_refused("protocol", case[3], case[2])
      end)
    end
  end)

  it("is replaced whole where a text, an array or null is given, whatever it was", function()
    start { vat = '{"number":"1"}', tags = '"VIP"', fax = '"+31.101234567"' }
    assert(update { vat = "NL123456789B01", tags = { openprovider.tag "gold" }, fax = null })
    local body = written()
    assert.same({ "NL123456789B01", { { key = "customer", value = "gold" } }, "" }, { body.vat, body.tags, body.fax })
  end)
end)

describe("an empty table in an update", function()
  local server, client

  local function start()
    local body = "null"
    local record = '{"handle":"CV000001-NL","email":"jan@example.com","name":' .. WHOLE.name .. ',"address":'
      .. WHOLE.address .. ',"phone":' .. WHOLE.phone .. ',"tags":[{"key":"customer","value":"VIP"}],'
      .. '"additional_data":{"birth_city":"Delft","attached_files":[{"path":"a"}]},'
      .. '"extension_additional_data":[{"name":"us","data":{"nexus_category":"C11"}}]}'
    server = raw_server.start(function(connection)
      while true do
        local head, sent = raw_server.read(connection)
        if not head then return end
        if head:find("^PUT ") then body = sent end
        send(connection, head:find("^PUT ") and '{"success":true}' or head:find("/puts") and body or record)
      end
    end)
    client = assert(openprovider.new { token = "t", base_url = ("http://127.0.0.1:%d/v1beta"):format(server.port) })
  end
  after_each(function()
    client:close()
    server.stop()
  end)

  local function body_after(changes)
    start()
    local ok, details = client:update_customer(HANDLE, changes)
    assert(ok, details)
    return details.updated and assert(client:request("GET", "/puts")) or nil
  end

  for _, name in ipairs { "extension_additional_data", "additional_data", "fax", "address", "phone" } do
    it("changes nothing where tables are merged: " .. name, function()
      assert.is_nil(body_after { [name] = {} })
    end)
  end

  it("changes nothing of extensions beside another change", function()
    local body = body_after { extension_additional_data = {}, vat = "NL123456789B01" }
    assert.same({ { name = "us", data = { nexus_category = "C11" } } }, body.extension_additional_data)
    assert.same({ "NL123456789B01", nil }, { body.vat, body.fax })
  end)

  it("is an array without elements where arrays are replaced: tags and attached files", function()
    local body = body_after { tags = {}, additional_data = { attached_files = {} } }
    assert.same({ {}, { birth_city = "Delft", attached_files = {} } }, { body.tags, body.additional_data })
  end)

  it("that is openprovider.empty_array clears an array, and null clears anything", function()
    assert.same({}, body_after({ extension_additional_data = openprovider.empty_array }).extension_additional_data)
    client:close()
    server.stop()
    local body = body_after { extension_additional_data = null, additional_data = null, tags = null }
    assert.same({ {}, {}, { birth_city = "", attached_files = {} } },
      { body.extension_additional_data, body.tags, body.additional_data })
  end)
end)
