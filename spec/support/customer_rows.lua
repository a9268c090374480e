--- Files of customers for specs of imports: rows with names of their own, and a column `key` that is no field.

local customer_rows = {}

--- The header row.
customer_rows.HEADER = "key,name.first_name,name.last_name,address.street,address.number,address.zipcode,address.city,"
  .. "address.country,phone,email\n"

--- A row.
---@param number integer
---@param changes? table<integer, string> cells in the place of others
---@return string line
function customer_rows.row(number, changes)
  local cells = { "row-" .. number, "Jan", "Dijk", "Hofplein", tostring(number), "3032 AC", "Rotterdam", "NL",
    "+31 10 123 4567", "jan" .. number .. "@example.com" }
  for index, value in pairs(changes or {}) do cells[index] = value end
  return table.concat(cells, ",") .. "\n"
end

--- A file of rows with the numbers from 1 on.
---@param count integer
---@return string text
function customer_rows.file(count)
  local rows = { customer_rows.HEADER }
  for number = 1, count do rows[#rows + 1] = customer_rows.row(number) end
  return table.concat(rows)
end

--- The same customers as lines of JSON.
---@param count integer
---@return string text
function customer_rows.json_lines(count)
  local lines = {}
  for number = 1, count do
    lines[number] = ('{"name":{"first_name":"Jan","last_name":"Dijk"},"email":"jan%d@example.com","address":{'
      .. '"street":"Hofplein","number":"%d","zipcode":"3032 AC","city":"Rotterdam","country":"NL"},'
      .. '"phone":{"country_code":"+31","area_code":"10","subscriber_number":"1234567"}}\n'):format(number, number)
  end
  return table.concat(lines)
end

--- The rows of a report, in its order.
---@param text string
---@return table[] `{ line, reference, status, handle, problem }`
function customer_rows.report(text)
  local found = {}
  for line in text:gmatch("([^\r\n]+)\r\n") do
    local number, reference, status, handle, problem = line:match("^([^,]*),([^,]*),([^,]*),([^,]*),(.*)$")
    found[#found + 1] = {
      line = tonumber(number), reference = reference, status = status, handle = handle, problem = problem,
    }
  end
  assert(found[1].status == "status", text)
  table.remove(found, 1)
  return found
end

return customer_rows
