--- The form of customers in lists: the columns of a table and of CSV, and the order of the members in JSON.
--
-- @module openprovider.cli.output.customers

local columns = require("openprovider.list.columns")
local field_path = require("openprovider.cli.field_path")
local json_text = require("openprovider.cli.output.json_text")
local rows = require("openprovider.cli.output.rows")

local customers = {}

local function full_name(customer)
  local name = customer.name
  if type(name) ~= "table" then return nil end
  if type(name.full_name) == "string" then return name.full_name end
  local parts = {}
  for _, member in ipairs({ "first_name", "prefix", "last_name" }) do
    if type(name[member]) == "string" then parts[#parts + 1] = name[member] end
  end
  return table.concat(parts, " ")
end

--- Who a customer is, in a line.
---@param customer openprovider.Record
---@return string
function customers.described(customer)
  local parts = {}
  for _, part in ipairs({ full_name(customer) or "", customer.company_name or "", customer.email or "" }) do
    if type(part) == "string" and part ~= "" then parts[#parts + 1] = part end
  end
  return table.concat(parts, ", ")
end

local TABLE = {
  rows.column("handle"), { title = "NAME", value = full_name },
  { title = "COMPANY", value = field_path.reader("company_name") }, rows.column("email"),
  rows.column("address.city"), rows.column("address.country"),
}

-- The paths of a CSV file's columns: all members of lists that are not arrays (FACTS 2.8), and the reference, which
-- comes from the comments.
local function csv_paths(with_additional_data)
  local paths = { "handle", "id" }
  local skipped = { fax = true, additional_data = not with_additional_data }
  for _, path in ipairs(field_path.of_customers(skipped)) do paths[#paths + 1] = path end
  paths[#paths + 1] = "email_verification_status"
  paths[#paths + 1] = "reference"
  return paths
end

--- The shape of a list of customers.
---@param given table the command line: `columns`, `with_additional_data`, `bom`
---@return table shape
function customers.shape(given)
  local shape = { order = json_text.CUSTOMER, has_mark = given.bom }
  if not (given.columns and given.columns[1]) then
    shape.columns, shape.cells = TABLE, rows.columns(csv_paths(given.with_additional_data))
    return shape
  end
  local paths = {}
  for index, name in ipairs(given.columns) do paths[index] = columns.PATH_OF[name] or name end
  shape.columns = rows.columns(paths)
  shape.cells = shape.columns
  return shape
end

return customers
