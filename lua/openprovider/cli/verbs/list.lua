--- The verb that lists customers.
--
-- @module openprovider.cli.verbs.list

local argument = require("openprovider.cli.argument")
local columns = require("openprovider.list.columns")
local customers = require("openprovider.cli.output.customers")
local field_path = require("openprovider.cli.field_path")
local pages = require("openprovider.cli.output.pages")
local report = require("openprovider.cli.output.report")
local rows = require("openprovider.cli.output.rows")
local core = require("openprovider.core")

local function pattern(name, description)
  return { name = name, argname = "PATTERN", description = description }
end

-- -> ASC or DESC | nil, message
local function read_order(text)
  local order = core.upper(text)
  if order == "ASC" or order == "DESC" then return order end
  return nil, string.format("'%s' is not an order; expected ASC or DESC", text)
end

-- Options that are filters, by the contract's names.
local FILTERS = {
  pattern("--email-pattern", "e-mail address, such as '*@example.com'; * stands for anything"),
  pattern("--company-name-pattern", "company name"),
  pattern("--first-name-pattern", "first name"),
  pattern("--last-name-pattern", "last name"),
  pattern("--comment-pattern", "comments"),
  pattern("--handle-pattern", "handle"),
  pattern("--pattern", "first name, last name, company name or handle"),
  { name = "--type", argname = "TYPE", description = "company or individual", completes = { "company", "individual" } },
  { name = "--reseller-id", argname = "ID", convert = argument.number,
    description = "your own; the API accepts no other" },
  { name = "--with-additional-data", args = 0, description = "with additional_data and extension_additional_data" },
  { name = "--columns", argname = "NAME", count = "*", completes = columns.NAMES,
    description = "only this member of each customer: " .. table.concat(columns.NAMES, ", ") },
}

-- Those that ask for one page.
local OF_A_PAGE = {
  { name = "--limit", argname = "N", convert = argument.number, description = "one page of N customers, 1000 at most" },
  { name = "--offset", argname = "N", convert = argument.number, description = "one page, after the first N" },
  { name = "--order", argname = "ORDER", completes = { "ASC", "DESC" }, convert = read_order,
    description = "one page, ASC or DESC" },
  { name = "--order-by", argname = "FIELD", description = "one page, in the order of this field, such as last_name" },
}

-- -> a filter, and whether one page is asked for
local function read_filter(given)
  local filter, of_page = argument.picked(FILTERS, given), argument.picked(OF_A_PAGE, given)
  if filter.columns[1] == nil then filter.columns = nil end
  for name, value in pairs(of_page) do filter[name] = value end
  return filter, next(of_page) ~= nil
end

local function one_page(given, client, filter)
  local page, details = client:list_customers(filter, { raw = given.raw })
  if not page then return report.failure(details) end
  report.details(details)
  return rows.page(given, customers.shape(given), page, function(customer)
    return field_path.all_hold(given.where, customer)
  end)
end

local function all_pages(given, client, filter)
  return pages(given, {
    name = "customers", shape = customers.shape(given),
    keeps = function(customer) return field_path.all_hold(given.where, customer) end,
  }, client:customers(filter, { raw = given.raw }))
end

-- What is wrong with the conditions. A member that lists do not show could never match. -> message | nil
local function wrong_with(given)
  if given.bom and given.output ~= "csv" then return "--bom is for --output csv" end
  for _, condition in ipairs(given.where) do
    if given.columns[1] then
      return "--where and --columns cannot be given together: --where looks at whole customers"
    end
    if condition.path:find("^fax") then return "--where " .. condition.path .. ": a list does not show it" end
  end
  return nil
end

local function list(given, client)
  local wrong = wrong_with(given)
  if wrong then return report.wrong_call(wrong, "list") end
  local filter, is_page = read_filter(given)
  for _, condition in ipairs(given.where) do
    local is_additional = condition.path:find("^additional_data") or condition.path:find("^extension")
    filter.with_additional_data = filter.with_additional_data or is_additional ~= nil
  end
  return (is_page and one_page or all_pages)(given, client, filter)
end

local DESCRIPTION = [[
List all customers that match the filters, in the order of their ids. --limit, --offset, --order and --order-by
list one page. CSV has all fields except arrays; a cell that a spreadsheet would run as a formula begins with a
'. The CSV can be imported again, also after a spreadsheet has saved it.]]

local OTHERS = {
  { name = "--where", group = "Filters", argname = "PATH=VALUE", count = "*", convert = field_path.condition,
    description = "only customers with exactly this value, such as tags=VIP or "
      .. "address.country=NL; this program filters them, not the API" },
  { name = "--bom", args = 0, group = "Output",
    description = "begin CSV with a byte order mark, without which Excel spoils letters "
    .. "such as ü" },
  { name = "--raw", args = 0, group = "Output",
    description = "exactly what the API sent; it may have credentials in it" },
}

local options = {}
for _, options_of_group in ipairs({ FILTERS, OTHERS, OF_A_PAGE }) do
  for _, option in ipairs(options_of_group) do
    option.group = option.group or options_of_group == FILTERS and "Filters" or "A page of the list"
    options[#options + 1] = option
  end
end

return {
  { name = "list", run = list, group = "Customers", online = true, summary = "list customers",
    formats = { "json", "table", "csv", "handles" },
    description = DESCRIPTION,
    options = options,
    example = "openprovider list --output csv --bom > customers.csv\n"
      .. "openprovider list --company-name-pattern 'Example*' --output table" },
}
