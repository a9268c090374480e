--- Lists of customers: one page, or all of them.
--
-- @module openprovider.list.customers

local answers = require("openprovider.http.envelope")
local arguments = require("openprovider.values.arguments")
local call_time = require("openprovider.limits.call_time")
local known_columns = require("openprovider.list.columns")
local errors = require("openprovider.errors")
local failed_each = require("openprovider.values.failed_each")
local ignored = require("openprovider.list.ignored_filters")
local page = require("openprovider.list.page")
local parameters = require("openprovider.list.filters")
local raising = require("openprovider.values.raising")
local record = require("openprovider.customer.from_api")
local version = require("openprovider.customer.version")
local walk = require("openprovider.list.stable_pages")

local customer_list = {}

-- The API's own (FACTS 2.8).
local DEFAULT_LIMIT = 100
local MAX_LIMIT = 1000

local MAX_INTEGER = parameters.MAX_INTEGER

local function pattern(name, example)
  return { name = name, kind = "text", example = example }
end

-- Filters by the contract's names (FACTS 2.8).
local FILTERS = {
  pattern("email_pattern", "*@example.com"),
  pattern("company_name_pattern", "Example*"),
  pattern("first_name_pattern", "Jan*"),
  pattern("last_name_pattern", "*Dijk"),
  pattern("comment_pattern", "*moved in*"),
  pattern("handle_pattern", "CV*-NL"),
  pattern("pattern", "Dijk*"),
  { name = "type", kind = "choice", values = { "company", "individual" } },
  { name = "with_additional_data", kind = "boolean" },
  { name = "columns", kind = "choices", values = known_columns.NAMES },
  { name = "reseller_id", kind = "integer", min = 1, max = MAX_INTEGER, example = 123456 },
  { name = "limit", kind = "integer", min = 1, max = MAX_LIMIT, example = DEFAULT_LIMIT },
  { name = "offset", kind = "integer", min = 0, max = MAX_INTEGER, example = 100 },
  { name = "order", kind = "choice", values = { "ASC", "DESC" } },
  pattern("order_by", "last_name"),
}

-- Filters that the walk over all pages sets itself.
local OF_THE_WALK = { "limit", "offset", "order", "order_by" }

local OPTIONS = { raw = "boolean", timeout = "number" }
local WALK_OPTIONS = { raw = "boolean", timeout = "number", raise = "boolean" }

local function get_page(client, query, raw)
  local found, details, answer = page.get(client, "/customers", query)
  if found and not raw then
    for index, item in ipairs(found.results) do
      local customer = record.clean(item, true)
      customer.version = version.of(customer, version.NOT_LISTED)
      found.results[index] = customer
    end
  end
  return found, details, answer
end

--- See `Client:list_customers`.
function customer_list.list_customers(client, given, opts)
  if given ~= nil then arguments.check("list_customers", 1, given, "table") end
  local query, err
  opts, err = arguments.options("list_customers", 2, opts, OPTIONS)
  if not opts then return nil, err end
  client = call_time.within(client, opts.timeout)
  query, err = parameters.read(given, FILTERS, "filter", OPTIONS, "list every customer")
  if not query then return nil, err end
  query.limit = query.limit or DEFAULT_LIMIT
  query.offset = query.offset or 0
  local found, details, answer = get_page(client, query, opts.raw)
  local fault = found and ignored.place(query, found)
  if fault then return nil, answers.senseless(answer, fault) end
  return found, details
end

-- The walk needs the id of each customer.
local function with_id(columns)
  local all = { "id" }
  for _, column in ipairs(columns) do
    if column ~= "id" then all[#all + 1] = column end
  end
  return all
end

-- -> the query of a walk over all pages | nil, err
local function query_of_walk(given)
  for _, name in ipairs(OF_THE_WALK) do
    if given and given[name] ~= nil then
      return nil, errors.not_sent("invalid", string.format(
        "customers goes through all pages in the order of id, so it takes no %s; use list_customers", name),
        { field = name })
    end
  end
  local query, err = parameters.read(given, FILTERS, "filter", WALK_OPTIONS, "list every customer")
  if not query then return nil, err end
  if query.columns then query.columns = with_id(query.columns) end
  return query
end

--- See `Client:customers`.
function customer_list.customers(client, given, opts)
  if given ~= nil then arguments.check("customers", 1, given, "table") end
  local checked, query, err
  checked, err = arguments.options("customers", 2, opts, WALK_OPTIONS)
  if not checked then return failed_each(err, opts) end
  client = call_time.within(client, checked.timeout)
  query, err = query_of_walk(given)
  if not query then return failed_each(err, opts) end
  return raising(walk(query, function(page_query)
    return get_page(client, page_query, checked.raw)
  end, client.transport.rows_of_page), checked.raise)
end

return customer_list
