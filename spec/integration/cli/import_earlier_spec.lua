-- Customers that an earlier version of the program created from the same file: it sent values as they stood, with
-- blanks at their ends, so that its journal has other bodies, other hashes, and some other references.
local automatic = require("openprovider.customer.automatic_reference")
local command_line = require("spec.support.command_line")
local core = require("openprovider.core")
local customer_rows = require("spec.support.customer_rows")
local journals = require("openprovider.journal")
local json = require("dkjson")
local marker = require("openprovider.customer.marker")

local has = command_line.has
local HEADER, row = customer_rows.HEADER:gsub("email", "email,company_name"), customer_rows.row

local NO_BREAK, IDEOGRAPHIC, MARK, THIN = "\194\160", "\227\128\128", "\239\187\191", "\226\128\137"

-- What stands in the file, by the place of the cell.
local ROWS = {
  { [2] = "Anna " }, { [2] = NO_BREAK .. "Anna" }, { [3] = "Dijk" .. NO_BREAK }, { [11] = "  " }, { [11] = " " },
  { [11] = "Acme BV" .. THIN }, { [2] = MARK .. "Jan" }, { [11] = IDEOGRAPHIC .. "Acme" },
  { [7] = "Rotterdam" .. NO_BREAK },
  { [6] = "3032AC" }, { [8] = "nl" }, { [4] = "Hofplein 12", [5] = "" }, { [10] = "Jan13@Example.COM" },
}

describe("an import of customers that an earlier version created", function()
  local cli = command_line.for_specs { login_limit = false }

  -- What an earlier version sent of a row.
  local function sent_of(cells)
    return {
      name = { first_name = cells[2], last_name = cells[3] }, company_name = cells[11], email = cells[10],
      address = { street = cells[4], number = cells[5] ~= "" and cells[5] or "1", zipcode = cells[6], city = cells[7],
        country = cells[8]:upper() },
      phone = { country_code = "+31", area_code = "10", subscriber_number = "1234567" },
    }
  end

  local function cells_of(number)
    local cells = {}
    for cell in row(number):gmatch("[^,\n]+") do cells[#cells + 1] = cell end
    cells[11] = nil
    for index, cell in pairs(ROWS[number]) do cells[index] = cell end
    return cells
  end

  -- Creates the customers and a journal as that version did; some rows were sent by a process that died.
  local function as_before(has_keys)
    local client = cli.server:client()
    local journal = assert(journals.open(cli:path_of("journal")))
    journal:begin(nil)
    local rows, results = {}, {}
    for number in ipairs(ROWS) do
      local cells = cells_of(number)
      local customer = sent_of(cells)
      local reference = has_keys and cells[1] or automatic.of(customer)
      customer.comments = marker.mark(nil, reference)
      local body = json.encode(customer)
      local answer = assert(client:request("POST", "/customers", nil, customer))
      rows[number] = { reference = reference, key = reference, position = number + 1, body = body,
        hash = core.fingerprint(body) }
      if number % 3 ~= 0 then results[#results + 1] = { reference = reference, handle = answer.handle } end
    end
    assert(journal:add(rows))
    assert(journal:claim(#rows, 1, 0))
    assert(journal:finish(results))
    journal:close()
  end

  local function file()
    local lines = { HEADER }
    for number in ipairs(ROWS) do
      local cells = cells_of(number)
      for index = 1, 11 do cells[index] = cells[index] or "" end
      lines[#lines + 1] = table.concat(cells, ",") .. "\n"
    end
    return cli:file("c.csv", table.concat(lines))
  end

  for name, options in pairs({
    ["by its journal"] = "--map key= --journal %s", ["without a journal"] = "--map key=",
    ["by its journal and keys of one's own"] = "--reference key --journal %s",
    ["by keys of one's own"] = "--reference key",
  }) do
    it("finds all of them " .. name .. ", by name and company: none is created again", function()
      as_before(options:find("--reference", 1, true) ~= nil)
      for _ = 1, 2 do
        local status, _, err = cli:run(("import %s --settle 0.2 --report %s %s"):format(file(),
          cli:path_of("report.csv"), options:format(cli:path_of("journal"))))
        assert.equal(0, status, err)
        has(err, (": 0 created, %d found\n"):format(#ROWS))
      end
      local handles = {}
      for _, line in ipairs(customer_rows.report(cli:contents("report.csv"))) do
        assert.is_nil(handles[line.handle])
        handles[line.handle] = true
      end
      assert.equal(#ROWS, cli.server:counters().customers_created)
    end)
  end

  it("refuses a key under which it created another person", function()
    as_before(true)
    local text = cli:contents(file():match("[^/]*$")):gsub("Anna ", "Kees")
    local status, _, err = cli:run(("import %s --settle 0.2 --reference key --journal %s"):format(
      cli:file("other.csv", text), cli:path_of("journal")))
    assert.equal(1, status)
    has(err, "the reference row-1 is that of ")
    assert.equal(#ROWS, cli.server:counters().customers_created)
  end)
end)
