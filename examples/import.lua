-- Imports customers from CSV with your own columns: `import.lua CUSTOMERS.csv JOURNAL`. (customers.csv has other
-- columns: change `customer_of` for it.) It can be stopped and run again at any time: each customer gets one handle.
-- `openprovider import` does far more; this shows the way in Lua.
local openprovider = require "openprovider"
local path, journal = assert(arg[1], "name a CSV file and a journal"), arg[2]

-- The cells of a line without quotation marks.
local function cells_of(line)
  local cells = {}
  for cell in (line .. ","):gmatch("([^,]*),") do cells[#cells + 1] = cell end
  return cells
end

-- Your columns -> a customer.
local function customer_of(cells)
  local country = cells[7]
  return {
    company_name = cells[1], email = cells[9],
    name = openprovider.name { first_name = cells[2], last_name = cells[3] },
    address = openprovider.address { street = cells[4], zipcode = cells[5], city = cells[6], country = country },
    phone = openprovider.phone(cells[8], { country = country }),
  }
end

local lines, number = io.lines(path), 1
lines() -- the names of the columns

-- Gives a key, here the number of the line, and a customer at each call, and nil at the end.
local function next_customer()
  local line = lines()
  number = number + 1
  if line then return number, customer_of(cells_of(line)) end
end

local failed = 0
for line, handle, err in openprovider.create_customers(next_customer, { journal = journal, raise = true }) do
  if not handle then failed = failed + 1 end
  print(line, handle or tostring(err))
end
os.exit(failed == 0)
