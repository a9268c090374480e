--- A client for the customers of the registrar Openprovider's REST API.
--
--     local openprovider = require "openprovider"
--     local handle, err = openprovider.create_customer { ... }
--
-- The functions here work on a default client, which takes its options from the environment (`OPENPROVIDER_USERNAME`
-- and so on) unless `configure` gave it others. Each is a method of `openprovider.Client`, where it is described in
-- full.
--
-- @module openprovider

local arguments = require("openprovider.values.arguments")
local builders = require("openprovider.customer.builders")
local client = require("openprovider.client")
local colon_or_dot = require("openprovider.values.colon_or_dot")
local core = require("openprovider.core")
local customers = require("openprovider.api.customers")
local failed_each = require("openprovider.values.failed_each")
local json = require("openprovider.values.json")
local options = require("openprovider.config")

local openprovider = {
  _VERSION = "openprovider " .. options.VERSION,
  _CURL_VERSION = core._CURL_VERSION,

  name = builders.name,
  address = builders.address,
  street = builders.street,
  phone = builders.phone,
  fax = builders.fax,
  tag = builders.tag,
  extension = builders.extension,

  null = json.null,
  empty_array = json.empty_array,
}

local default

-- The default client, which is made when it is first needed. -> client | nil, err
local function the_client()
  local err
  if not default then default, err = client.new() end
  return default, err
end

-- Clients -------------------------------------------------------------------------------------

--- Makes a client.
--
--     local client, err = openprovider.new { environment = "sandbox", timeout = 30 }
--     if not client then error(err) end
--
-- Errors: `config`.
---@param given? openprovider.Options what it leaves out comes from the environment
---@return openprovider.Client|nil client
---@return openprovider.Error|nil err
function openprovider.new(given)
  return client.new(given)
end

--- Replaces the default client, which the functions of the module use.
--
--     assert(openprovider.configure { environment = "sandbox" })
--
-- Errors: `config`.
---@param given? openprovider.Options as for `openprovider.new`
---@return openprovider.Client|nil client
---@return openprovider.Error|nil err
function openprovider.configure(given)
  if given ~= nil then arguments.check("configure", 1, given, "table") end
  local made, err = client.new(given)
  if not made then return nil, err end
  if default then default:close() end
  default = made
  return made
end

--- Makes a function for the option `on_event`. It writes a line for the end of each request, logins included, and for
-- each retry. No secret is in it. Times are in UTC.
--
--     local client = openprovider.new { on_event = openprovider.log(io.stderr) }
---@param file file* open for writing
---@param opts? openprovider.LogOptions
---@return fun(event: openprovider.Event) on_event
function openprovider.log(file, opts)
  local log = require("openprovider.http.log") -- what others need not load
  return log(file, opts)
end

-- Creating ------------------------------------------------------------------------------------

--- Creates a customer and gives its handle. One call never makes two customers.
---@param customer openprovider.Customer never changed
---@param opts? openprovider.CreateOptions
---@return string|nil handle such as "CV904716-NL"
---@return openprovider.CreateDetails|openprovider.Error details_or_err `created` is false if a customer had the
--- reference already; `differences` then says what differs from what was asked for
function openprovider.create_customer(customer, opts)
  local its, err = the_client()
  if not its then return nil, err end
  return its:create_customer(customer, opts)
end

--- Creates many customers, several at a time.
---@param source openprovider.Customer[]|fun(): any, openprovider.Customer?, number? an array, or a function that gives
--- a customer, or a key and a customer and perhaps its position, at each call, and nil at the end. It is called as the
--- work goes on, so memory does not grow
---@param opts? openprovider.CreateManyOptions
---@return fun(): any, string?, openprovider.CreateDetails|openprovider.Error|nil, number? iterator of `key, handle,
--- details, position`, or `key, nil, err, position`, as they are ready. The key of a customer without one is its
--- position. If the whole list fails: `false, nil, err` once
---@return nil
---@return nil
---@return any closing for the loop of Lua 5.4
function openprovider.create_customers(source, opts)
  local its, err = the_client()
  if not its then return failed_each(err, opts) end
  return its:create_customers(source, opts)
end

--- Gives the handle of the oldest identical customer, or creates the customer.
---@param customer openprovider.Customer never changed
---@param opts? openprovider.EnsureOptions
---@return string|nil handle
---@return openprovider.CreateDetails|openprovider.Error details_or_err `differences` has what differs in letter case
function openprovider.ensure_customer(customer, opts)
  local its, err = the_client()
  if not its then return nil, err end
  return its:ensure_customer(customer, opts)
end

-- Reading -------------------------------------------------------------------------------------

--- Gets a customer.
---@param handle string
---@param opts? openprovider.GetOptions
---@return openprovider.Record|nil customer what is empty at the API is nil
---@return openprovider.Details|openprovider.Error details_or_err
function openprovider.get_customer(handle, opts)
  local its, err = the_client()
  if not its then return nil, err end
  return its:get_customer(handle, opts)
end

--- Finds the one customer that has an e-mail address, a name, a company or a reference. Values are not patterns.
-- Letter case counts only in a reference.
---@param sought openprovider.Sought
---@param opts? openprovider.CallOptions
---@return openprovider.Record|nil customer as of `get_customer`
---@return openprovider.Details|openprovider.Error details_or_err
function openprovider.find_customer(sought, opts)
  local its, err = the_client()
  if not its then return nil, err end
  return its:find_customer(sought, opts)
end

--- Gets one page of the customers that match a filter.
---@param filter? openprovider.CustomerFilter
---@param opts? openprovider.ListOptions
---@return openprovider.CustomerPage|nil page
---@return openprovider.Details|openprovider.Error details_or_err
function openprovider.list_customers(filter, opts)
  local its, err = the_client()
  if not its then return nil, err end
  return its:list_customers(filter, opts)
end

--- Goes through all customers that match a filter, in the order of their `id`, each once. It keeps one page in memory:
-- 1,000 customers, inside nginx 200.
---@param filter? openprovider.CustomerFilter without `limit`, `offset`, `order` and `order_by`
---@param opts? openprovider.WalkOptions
---@return fun(): openprovider.Record|false|nil, openprovider.WalkInfo?, openprovider.Error? iterator of `customer,
--- info`; at an error once `false, nil, err`
function openprovider.customers(filter, opts)
  local its, err = the_client()
  if not its then return failed_each(err, opts) end
  return its:customers(filter, opts)
end

--- Goes through all domains that use a handle, in any role, in the order of their `id`, each once.
---@param handle string
---@param opts? openprovider.DomainsOptions
---@return fun(): openprovider.Domain|false|nil, openprovider.WalkInfo?, openprovider.Error? iterator of `domain, info`;
--- at an error once `false, nil, err`
function openprovider.domains_of(handle, opts)
  local its, err = the_client()
  if not its then return failed_each(err, opts) end
  return its:domains_of(handle, opts)
end

-- Changing ------------------------------------------------------------------------------------

--- Changes a customer: reads it, merges the changes, and writes it. Nothing is written if nothing would change.
---@param handle string
---@param changes openprovider.Customer never changed. A record of `get_customer` may be handed back: what you changed
--- in it is changed, and what is nil stays
---@param opts? openprovider.UpdateOptions
---@return true|nil ok
---@return openprovider.UpdateDetails|openprovider.Error details_or_err
function openprovider.update_customer(handle, changes, opts)
  local its, err = the_client()
  if not its then return nil, err end
  return its:update_customer(handle, changes, opts)
end

--- Saves a record: the customer gets the values of the record. Members that you removed from the record are cleared.
--- Members that the record did not show when it was read stay, since a list leaves members out. `name` and
--- `company_name` cannot be changed.
-- Nothing is written if nothing would change.
---@param record openprovider.Record of `get_customer` or of a list, never changed
---@param opts? openprovider.SaveOptions
---@return true|nil ok
---@return openprovider.UpdateDetails|openprovider.Error details_or_err
function openprovider.save_customer(record, opts)
  local its, err = the_client()
  if not its then return nil, err end
  return its:save_customer(record, opts)
end

--- Deletes a customer. The API refuses while a domain or anything else uses the handle.
---@param handle string
---@param opts? openprovider.DeleteOptions
---@return true|nil ok
---@return openprovider.Details|openprovider.Error details_or_err
function openprovider.delete_customer(handle, opts)
  local its, err = the_client()
  if not its then return nil, err end
  return its:delete_customer(handle, opts)
end

--- Makes a copy of a customer, with changes. The name and the company may be among them, which the API can never change
-- in the customer itself. The same call gives the handle of the same copy when it is run again.
---@param handle string
---@param changes? openprovider.Customer never changed; merged as in an update
---@param opts? openprovider.CloneOptions
---@return string|true|nil handle of the copy; true with `dry_run`
---@return openprovider.CloneDetails|openprovider.Error details_or_err `created` is false if the copy was there
function openprovider.clone_customer(handle, changes, opts)
  local its, err = the_client()
  if not its then return nil, err end
  return its:clone_customer(handle, changes, opts)
end

--- Gives all domains of a handle another handle, in all roles: by an update, or by a trade if the TLD requires one. A
-- trade costs a fee, and is made only with `allow_fees` or within `max_fee`. Each domain is looked at right before it
-- is changed, by one program at a time. Nothing whose outcome is not known is sent twice. It can be stopped at any
-- moment, and run again.
---@param old_handle string
---@param new_handle string
---@param opts? openprovider.ReplaceOptions
---@return openprovider.Replacement|nil report the result for each domain
---@return openprovider.Details|openprovider.Error details_or_err
function openprovider.replace_handle(old_handle, new_handle, opts)
  local its, err = the_client()
  if not its then return nil, err end
  return its:replace_handle(old_handle, new_handle, opts)
end

--- Gives a customer another name or company: makes a copy, gives all domains its handle, and deletes the old customer
-- if `delete_old` is set, once nothing uses it any more.
---@param handle string
---@param changes openprovider.Customer never changed
---@param opts? openprovider.RenameOptions
---@return openprovider.Replacement|nil report `new` is the handle of the copy
---@return openprovider.Details|openprovider.Error details_or_err
function openprovider.rename_customer(handle, changes, opts)
  local its, err = the_client()
  if not its then return nil, err end
  return its:rename_customer(handle, changes, opts)
end

-- Checking ------------------------------------------------------------------------------------

--- Checks a customer. It sends nothing, and needs no credentials.
---@param customer openprovider.Customer never changed
---@param opts? openprovider.CheckOptions
---@return openprovider.Customer|nil canonical the customer as it would be sent: the table given, if nothing differs
---@return openprovider.Problem[]|openprovider.Error warnings_or_err problems that stop nothing, or the error
function openprovider.check_customer(customer, opts)
  return customers.check_customer(customer, opts)
end

--- Sorts the problems of a success by their fields, each with a text for an end user. `err:by_field` does the same for
-- those of an error.
--
--     local canonical, warnings = openprovider.check_customer(customer)
--     for path, problems in pairs(canonical and openprovider.by_field(warnings, "de") or {}) do
--       print(path, problems[1].text)
--     end
---@param problems openprovider.Problem[] `details.warnings`, or the second result of `check_customer`
---@param language? string "en" (the default), "de", "nl", "fr", "es" or "it"; of a locale such as "de_AT" its language
---@return table<string, openprovider.FieldProblem[]> by_field path -> problems, errors before warnings
function openprovider.by_field(problems, language)
  arguments.check("by_field", 1, problems, "table")
  if rawget(problems, 1) == nil and next(problems) ~= nil then
    error("bad argument #1 to 'by_field' (an array of problems expected, such as details.warnings; of an error use "
      .. "err:by_field)", 2)
  end
  local texts = require("openprovider.customer.texts") -- what others need not load
  local found, why = texts.by_field(problems, language)
  if not found then error(("bad argument #2 to 'by_field' (%s)"):format(why), 2) end
  return found
end

--- Checks a customer against what a TLD demands, before an order fails: all that `check_customer` checks, fields that
-- the TLD requires, and values that are none of its options. It asks the API as `customer_requirements` does.
---@param customer openprovider.Customer also one of `get_customer`; never changed
---@param tld string such as "eu" or "co.uk"
---@param opts? openprovider.TldCheckOptions
---@return openprovider.Customer|nil canonical the customer as it would be sent
---@return openprovider.Problem[]|openprovider.Error warnings_or_err problems that stop nothing, or the error
function openprovider.check_for_tld(customer, tld, opts)
  local its, err = the_client()
  if not its then return nil, err end
  return its:check_for_tld(customer, tld, opts)
end

--- Gets what a TLD demands in `extension_additional_data`, in the API's own words. A client keeps the answer for five
-- minutes.
---@param tld string such as "eu" or "co.uk"
---@param opts? openprovider.RequirementsOptions
---@return openprovider.Requirement[]|nil requirements empty if there are none
---@return openprovider.Details|openprovider.Error details_or_err `attempts` is 0 if the client had the answer
function openprovider.customer_requirements(tld, opts)
  local its, err = the_client()
  if not its then return nil, err end
  return its:customer_requirements(tld, opts)
end

-- Verifications of e-mail addresses, and tags ---------------------------------------------------

--- Starts the verification of an e-mail address: the API sends a message to it. If one is under way already, that
--- counts as a success.
---@param verification openprovider.VerificationStart
---@param opts? openprovider.CallOptions
---@return integer|nil id of the verification
---@return openprovider.VerificationDetails|openprovider.Error details_or_err
function openprovider.start_email_verification(verification, opts)
  local its, err = the_client()
  if not its then return nil, err end
  return its:start_email_verification(verification, opts)
end

--- Sends the message of a verification again.
---@param verification openprovider.VerificationRestart
---@param opts? openprovider.CallOptions
---@return true|nil ok
---@return openprovider.Details|openprovider.Error details_or_err
function openprovider.restart_email_verification(verification, opts)
  local its, err = the_client()
  if not its then return nil, err end
  return its:restart_email_verification(verification, opts)
end

--- Lists domains, and how far the verification of their owners' e-mail addresses is.
---@param filter? openprovider.VerificationFilter
---@param opts? openprovider.CallOptions
---@return openprovider.VerificationPage|nil page
---@return openprovider.Details|openprovider.Error details_or_err
function openprovider.email_verifications(filter, opts)
  local its, err = the_client()
  if not its then return nil, err end
  return its:email_verifications(filter, opts)
end

--- Lists tags.
---@param filter? openprovider.Tag
---@param opts? openprovider.CallOptions
---@return openprovider.TagPage|nil page
---@return openprovider.Details|openprovider.Error details_or_err
function openprovider.list_tags(filter, opts)
  local its, err = the_client()
  if not its then return nil, err end
  return its:list_tags(filter, opts)
end

--- Creates a tag.
---@param tag string|openprovider.Tag its value, such as "VIP", or `{ key = "customer", value = "VIP" }`
---@param opts? openprovider.CallOptions
---@return true|nil ok
---@return openprovider.Details|openprovider.Error details_or_err
function openprovider.create_tag(tag, opts)
  local its, err = the_client()
  if not its then return nil, err end
  return its:create_tag(tag, opts)
end

--- Deletes a tag.
---@param tag string|openprovider.Tag as for `create_tag`
---@param opts? openprovider.CallOptions
---@return true|nil ok
---@return openprovider.Details|openprovider.Error details_or_err
function openprovider.delete_tag(tag, opts)
  local its, err = the_client()
  if not its then return nil, err end
  return its:delete_tag(tag, opts)
end

-- Everything else -------------------------------------------------------------------------------

--- Logs in, and so checks the credentials.
---@param opts? openprovider.CallOptions
---@return true|nil ok
---@return openprovider.Error|nil err
function openprovider.login(opts)
  local its, err = the_client()
  if not its then return nil, err end
  return its:login(opts)
end

--- Performs an operation of the API by its name in the registrar's contract, such as "GetDomain".
---@param name string
---@param parameters? table<string, any> never changed
---@param opts? openprovider.OperationOptions
---@return any data the envelope's `data`; true if it has none
---@return openprovider.RequestDetails|openprovider.Error details_or_err
function openprovider.call(name, parameters, opts)
  local its, err = the_client()
  if not its then return nil, err end
  return its:call(name, parameters, opts)
end

--- Sends any other request of the API.
---@param method string such as "GET"
---@param path string below the base address, such as "/domains"; its variable parts encoded
---@param parameters? table<string, string|number|boolean|(string|number|boolean)[]> of the query
---@param body? table<any, any> sent as JSON; use `openprovider.empty_array` for `[]`
---@param opts? openprovider.RequestOptions
---@return any data the envelope's `data`; true if it has none
---@return openprovider.RequestDetails|openprovider.Error details_or_err
function openprovider.request(method, path, parameters, body, opts)
  local its, err = the_client()
  if not its then return nil, err end
  return its:request(method, path, parameters, body, opts)
end

--- Runs a function for each item, at most `limit` at a time. The calls of clients in it wait without blocking the
--- others.
---@param limit integer how many at a time
---@param items any[]|fun(): any an array, or a function that gives one item after the other, then nil
---@param fn fun(item: any): any, any gives `value, details` or `nil, err`
---@param opts? openprovider.ConcurrentlyOptions
---@return fun(): any, any, any iterator of `item, value, details`, or `item, nil, err`
---@return nil
---@return nil
---@return any closing for the loop of Lua 5.4
function openprovider.concurrently(limit, items, fn, opts)
  local its, err = the_client()
  if not its then return failed_each(err, opts) end
  return its:concurrently(limit, items, fn, opts)
end

return colon_or_dot.functions(openprovider, "openprovider")
