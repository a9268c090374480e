--- The client: its parts, and its methods. Each method hands on to the module of its resource.
--
-- A call may wait, and its caller may change its tables meanwhile. So what was passed is copied here, before anything
-- of it is read, and the copy is what is checked and sent. Copies are deep and raw: no metamethod is called, and they
-- have no metatables. `create_customer`, `check_customer` and `update_customer` copy by themselves what they need. The
-- items of an array stay the caller's own: each customer of many is read when its turn comes.
--
-- A method ends with a call of the function that does the work, so that errors it raises name the line of its caller.
--
-- @module openprovider.client

local arguments = require("openprovider.values.arguments")
local any_request = require("openprovider.api.any_request")
local clone = require("openprovider.api.clone")
local colon_or_dot = require("openprovider.values.colon_or_dot")
local concurrently = require("openprovider.bulk.concurrently")
local core = require("openprovider.core")
local create = require("openprovider.api.create")
local create_many = require("openprovider.bulk.create_many")
local credentials = require("openprovider.auth.credentials")
local customers = require("openprovider.api.customers")
local defaults = require("openprovider.transport.defaults")
local domains = require("openprovider.api.domains")
local email_verifications = require("openprovider.api.email_verifications")
local ensure = require("openprovider.api.ensure")
local errors = require("openprovider.errors")
local events = require("openprovider.http.events")
local exchange = require("openprovider.http.call")
local find = require("openprovider.api.find")
local fault_of_ca_file = require("openprovider.transport.ca_file")
local guard = require("openprovider.limits.local_quota")
local list = require("openprovider.list.customers")
local login = require("openprovider.api.login")
local memory = require("openprovider.exactly_once.memory")
local operations = require("openprovider.api.operations")
local options = require("openprovider.config")
local recent_updates = require("openprovider.api.update.recent")
local references = require("openprovider.exactly_once.references")
local retry_budget = require("openprovider.limits.retry_budget")
local replacing = require("openprovider.bulk.replacing")
local session = require("openprovider.auth.session")
local tags = require("openprovider.api.tags")
local tld_requirements = require("openprovider.api.tld_requirements")
local token_store = require("openprovider.auth.stores")
local update = require("openprovider.api.update")
local usual_transport = require("openprovider.transport.usual")

local plain = core.plain

---@class openprovider.Client
local Client = {}

-- The metatable of clients; its `__index` has the methods of `Client`, checked for how they are called.
local Class = { __name = "openprovider.client" }

-- Where tokens are kept unless the program says so. Only inside nginx are its parts loaded.
local function default_store()
  local store = package.loaded.ngx and require("openprovider.auth.stores.nginx").new()
  return store or token_store.memory()
end

-- Tells once that the token store fails: all that fails with it has the same cause.
local function teller(settings)
  local told = false
  return function(message)
    if told then return end
    told = true
    if settings.on_event then settings.on_event({ name = "token_store", message = message }) end
  end
end

--- A new client.
---@param given? openprovider.Options what it leaves out comes from the environment
---@return openprovider.Client|nil client
---@return openprovider.Error|nil err of kind `config`
local function new(given)
  if given ~= nil then arguments.check("new", 1, given, "table") end
  local all, err = options.resolve(plain(1, given or {}))
  err = err or all.ca_file and fault_of_ca_file(all.ca_file)
  if err then return nil, err end
  local settings, of_transport = options.shown(all), options.shown(all)
  of_transport.proxy = all.proxy
  local transport
  transport, err = defaults.transport(all.transport or usual_transport.maker(), of_transport)
  if not transport then return nil, err end
  local secrets = credentials.new(all)
  all.on_event = events.observer(all.on_event, secrets, transport.now)
  settings.on_event = all.on_event
  local store, tell_failure = settings.token_store or default_store(), teller(settings)
  local client = setmetatable({
    closed = false,
    settings = settings,
    transport = transport,
    credentials = secrets,
    guard = guard.new(store, transport, memory.account(all), tell_failure),
    budget = retry_budget(),
    references = references.new(all, transport, store),
    updates = recent_updates.new(settings, transport),
  }, Class)
  client.session = session.new(all, client.credentials, store, transport, function(call)
    return exchange.perform(client, call)
  end, tell_failure)
  return client
end

--- Performs a call that an operation has put together (see `exchange.perform`).
---@package
---@param call table
---@return table|nil answer
---@return openprovider.Error|nil err
function Client:exchange(call)
  if self.closed then return nil, exchange.closed() end
  return exchange.perform(self, call)
end

-- Creating ------------------------------------------------------------------------------------

--- Creates a customer: one call, one handle. A success has a second result, too: look at the first one,
-- `if not handle then print(err) end`.
---@param customer openprovider.Customer never changed
---@param opts? openprovider.CreateOptions
---@return string|nil handle such as "CV904716-NL"
---@return openprovider.CreateDetails|openprovider.Error details_or_err `created` is false where the reference was there
--- before, and `differences` then says what differs. A reference that another company or person has is an error of kind
--- `conflict`, with its `handle`
function Client:create_customer(customer, opts)
  return create.create_customer(self, customer, opts)
end

--- Creates many customers, several at a time.
--
--     for key, handle, details in client:create_customers(customers, { concurrency = 32 }) do
--       if not handle then print(key, details) end
--     end
--
-- How many are in flight adapts to what the API takes: `concurrency` is the most. Leaving the loop cancels what is in
-- flight.
--
-- With a journal every row is written down before it is sent, and what became of it after: the same call with the same
-- journal goes on where an earlier one was ended, however it was, and several processes may share one. All rows of the
-- source are read before the first is sent; keys must be theirs alone. What was created before is looked at, and
-- created anew if it is gone; what another process creates meanwhile comes last. Both have `created` false.
---@param source openprovider.Customer[]|fun(): any, openprovider.Customer?, number? an array of customers, or a
--- function that gives at each call a customer, or a key, a customer and perhaps its position, then nil; it is asked as
--- it goes, so that memory does not grow with it
---@param opts? openprovider.CreateManyOptions
---@return fun(): any, string?, openprovider.CreateDetails|openprovider.Error|nil, number? iterator of `key, handle,
--- details, position`, or `key, nil, err, position`, in the order of completion; the key of a customer without one is
--- its position; once `false, nil, err` where nothing can be created, or where the journal failed
---@return nil
---@return nil
---@return any closing for the loop of Lua 5.4
function Client:create_customers(source, opts)
  return create_many.create_customers(self, plain(1, source, opts))
end

--- Gives the handle of the oldest identical customer, or creates it. A customer is identical if it has what is asked
-- for and nothing else, in canonical form:
--
-- - Company, first name, prefix, last name and e-mail address are the same.
-- - So is each other member that is asked for. What the API writes its own way is the same: case (but in comments and
--   tags), blanks, signs in a zip code or a VAT number, the letters of a country before a VAT number, the country of a
--   locale, a country in three letters, a number for a text, signs escaped for HTML, the order of tags and of
--   extensions, and where a telephone number or a street with its number is split.
-- - A member that is there and not asked for makes another customer, unless the API fills it in: `locale`,
--   `address.state`, `name.initials`, `name.full_name`, members that the checker does not know, and false, 0, "" and
--   zero dates.
-- - References do not count, nor whether the checker would take what is stored.
--
-- Calls at the same time, and calls while lists do not show the customer yet, give one handle, in all clients of a
-- process and in processes that share a store.
---@param customer openprovider.Customer never changed
---@param opts? openprovider.EnsureOptions
---@return string|nil handle
---@return openprovider.CreateDetails|openprovider.Error details_or_err `differences` are those in case, none where a
--- new customer cannot be read yet. A list that shows others than those that were asked for is an error of kind
--- `protocol`; more than 50 customers that only a look at each can tell apart are one of kind `conflict`. Nothing is
--- created then
function Client:ensure_customer(customer, opts)
  return ensure.ensure_customer(self, customer, plain(nil, opts))
end

-- Reading -------------------------------------------------------------------------------------

--- Gets a customer.
---@param handle string
---@param opts? openprovider.GetOptions
---@return openprovider.Record|nil customer the one that was asked for, and no other; what is empty at the API is nil
---@return openprovider.Details|openprovider.Error details_or_err
function Client:get_customer(handle, opts)
  return customers.get_customer(self, plain(nil, handle, opts))
end

--- Finds the customer that has an e-mail address, a name, a company or a reference. The API's patterns are not enough:
-- each value is compared as `ensure_customer` compares it, so case does not count.
---@param sought openprovider.Sought
---@param opts? openprovider.CallOptions
---@return openprovider.Record|nil customer as of `get_customer`
---@return openprovider.Details|openprovider.Error details_or_err it is an error of kind `not_found` if there is none,
--- and `conflict` if there are several, with their `handles`
function Client:find_customer(sought, opts)
  return find.find_customer(self, plain(nil, sought, opts))
end

--- Gets one page of the customers that a filter lets through: `for _, customer in ipairs(page.results) do ... end`.
---@param filter? openprovider.CustomerFilter
---@param opts? openprovider.ListOptions
---@return openprovider.CustomerPage|nil page
---@return openprovider.Details|openprovider.Error details_or_err
function Client:list_customers(filter, opts)
  return list.list_customers(self, plain(nil, filter, opts))
end

--- Goes through all customers that a filter lets through, in the order of their `id`, each once, a page of 1,000 in
-- memory at a time, of 200 inside nginx.
--
--     for customer, info in client:customers({ type = "company" }, { raise = true }) do
--       print(customer.handle, info.seen, info.total)
--     end
--
-- `raise = true` raises an error that ends the list; without it, the last results are `false, nil, err`.
-- Customers may be created and deleted meanwhile, by the loop itself, too: who is there at the start and stays is seen,
-- who is created later is not. Pages that do not fit together are an error of kind `protocol`.
---@param filter? openprovider.CustomerFilter without `limit`, `offset`, `order` and `order_by`
---@param opts? openprovider.WalkOptions
---@return fun(): openprovider.Record|false|nil, openprovider.WalkInfo?, openprovider.Error? iterator of `customer,
--- info`, or once of `false, nil, err`, which is the end
function Client:customers(filter, opts)
  return list.customers(self, plain(nil, filter, opts))
end

--- Goes through all domains that use a handle, whatever for, in the order of their `id`, each once.
--
--     for domain in client:domains_of("CV904716-NL", { raise = true }) do
--       print(domain.full_name, table.concat(domain.roles, ", "))
--     end
---@param handle string
---@param opts? openprovider.DomainsOptions
---@return fun(): openprovider.Domain|false|nil, openprovider.WalkInfo?, openprovider.Error? iterator of `domain, info`,
--- or once of `false, nil, err`, which is the end
function Client:domains_of(handle, opts)
  return domains.domains_of(self, plain(nil, handle, opts))
end

-- Changing ------------------------------------------------------------------------------------

--- Changes a customer: reads it, merges the changes, and writes it. Tables are merged member by member,
-- `extension_additional_data` by the names of its extensions; `tags` and other arrays are replaced. An empty table that
-- is merged changes nothing. `openprovider.null` clears, and so does `openprovider.empty_array` where an array is. All
-- that the API's update has and that is not changed goes back exactly as it was read; a member that the checker does
-- not know is sent only if the changes have it. Nothing is written if nothing would change. The API keeps `name` and
-- `company_name` as they were created, so those are refused.
--
-- What the builders `phone`, `fax`, `address` and `street` made is complete: it replaces what was there, what it lacks
-- is cleared, and it is checked as in a create.
--
-- Updates of one customer in one process wait for each other. For `settle` seconds after an update, later ones keep
-- what it wrote, even where a read does not show it yet; `get_customer` shows what the API says. An update whose answer
-- was lost is sent again after the customer was read and merged again; one that ended with an unknown outcome counts
-- as written.
---@param handle string
---@param changes openprovider.Customer never changed. A record of `get_customer` can be handed back: what the caller
--- has changed in it is changed, what is nil stays, and a warning says so; for a copy of it, its `version`
--- says what was changed
---@param opts? openprovider.UpdateOptions
---@return true|nil ok
---@return openprovider.UpdateDetails|openprovider.Error details_or_err it is an error of kind `not_found` for a
--- customer that has been deleted; `conflict`, with `differences`, if others have changed what a copy changes, or with
--- `consequences`, if a new e-mail address was to be confirmed; and `protocol` if an answer is not the whole customer,
--- or something would be lost
function Client:update_customer(handle, changes, opts)
  return update.update_customer(self, handle, changes, opts)
end

--- Saves a record: the whole customer as it shall be. It is compared with the customer as it is now. What the record
-- lacks is cleared, but not what it did not show when it was read: a list leaves members out. `name` and `company_name`
-- cannot be changed, as in an update. Nothing is written if nothing would change.
--
--     local record = assert(client:get_customer("CV904716-NL"))
--     record.vat, record.phone = nil, openprovider.phone "+31 20 765 4321"
--     local ok, err = client:save_customer(record)
--
-- The record's `version` says what it showed. It also holds for copies, and for a record that was written to a file
-- and read back.
---@param record openprovider.Record of `get_customer` or of a list, never changed
---@param opts? openprovider.SaveOptions
---@return true|nil ok
---@return openprovider.UpdateDetails|openprovider.Error details_or_err it is an error of kind `conflict`, with
--- `differences`, if the customer was changed after the record was read; `invalid` if the record has no version; and
--- `protocol` if something would be lost
function Client:save_customer(record, opts)
  return update.save_customer(self, record, opts)
end

--- Deletes a customer. The API refuses while a domain or anything else uses the handle: an error of kind `conflict`,
-- whose `domains` are those that do.
-- With `only_if` the customer is read first. If that function returns nil or false, the error is of kind `conflict`,
-- and the deletion is not sent. The function is called again before the deletion is sent again. It is not called, and
-- the error is of kind `protocol`, if an answer is not the whole customer.
---@param handle string
---@param opts? openprovider.DeleteOptions
---@return true|nil ok
---@return openprovider.Details|openprovider.Error details_or_err
function Client:delete_customer(handle, opts)
  return customers.delete_customer(self, handle, opts)
end

--- Makes a copy of a customer with changes, its name and company among them: the API can never change those.
-- Run again with the same changes, it gives the handle of the same copy.
--
--     local handle, err = client:clone_customer("CV904716-NL", { name = { last_name = "Jansen" } })
---@param handle string
---@param changes? openprovider.Customer never changed; merged as in an update
---@param opts? openprovider.CloneOptions
---@return string|true|nil handle of the copy; true with `dry_run`
---@return openprovider.CloneDetails|openprovider.Error details_or_err `created` is false where the copy was there
function Client:clone_customer(handle, changes, opts)
  return clone.clone_customer(self, handle, changes, opts)
end

--- Has all domains of a handle use another one, in all roles: by an update, or by a trade where the TLD wants that. A
-- trade costs a fee, and is made with `allow_fees` alone. Each domain is looked at right before it is changed, and
-- nothing is sent twice whose outcome is not known. With a `journal` it can be stopped at any moment, and run again.
--
--     local plan = client:replace_handle(old, new, { dry_run = true })
--     for _, domain in ipairs(plan.domains) do print(domain.full_name, domain.action) end
---@param old_handle string
---@param new_handle string
---@param opts? openprovider.ReplaceOptions
---@return openprovider.Replacement|nil report what came of each domain
---@return openprovider.Details|openprovider.Error details_or_err
function Client:replace_handle(old_handle, new_handle, opts)
  return replacing.replace_handle(self, old_handle, new_handle, opts)
end

--- Gives a customer another name or company: makes a copy, has all domains use that, and deletes the old customer if
-- asked to. With `delete_old` it is deleted once every domain has been replaced and nothing uses it any more.
---@param handle string
---@param changes openprovider.Customer never changed
---@param opts? openprovider.RenameOptions
---@return openprovider.Replacement|nil report its `new` is the handle of the copy
---@return openprovider.Details|openprovider.Error details_or_err
function Client:rename_customer(handle, changes, opts)
  return replacing.rename_customer(self, handle, changes, opts)
end

-- Checking ------------------------------------------------------------------------------------

--- Checks a customer without sending anything.
---@param customer openprovider.Customer never changed
---@param opts? openprovider.CheckOptions
---@return openprovider.Customer|nil canonical the customer as it would be sent: the table given, if it already was
---@return openprovider.Problem[]|openprovider.Error warnings_or_err problems that stop nothing; or an error of kind
--- `invalid`
function Client:check_customer(customer, opts) -- luacheck: ignore 212 (no client is needed)
  return customers.check_customer(customer, opts)
end

--- Checks a customer against what a TLD demands, before an order fails for it: everything that `check_customer` checks,
-- required fields that are missing, and values that are none of the API's options. What the TLD demands is asked for as
-- by `customer_requirements`: once in five minutes, for however many customers. `check_customer` with the option `tld`
-- asks nobody.
---@param customer openprovider.Customer one of `get_customer`, too; never changed
---@param tld string such as "eu" or "co.uk"
---@param opts? openprovider.TldCheckOptions
---@return openprovider.Customer|nil canonical the customer as it would be sent
---@return openprovider.Problem[]|openprovider.Error warnings_or_err problems that stop nothing; or an error, of kind
--- `invalid` for a customer that does not do
function Client:check_for_tld(customer, tld, opts)
  return tld_requirements.check_for_tld(self, customer, tld, plain(nil, opts))
end

--- Gets what a TLD demands in `extension_additional_data`, in the API's own words. A client asks for it once in five
-- minutes; in between it gives what the API said.
---@param tld string such as "eu" or "co.uk"
---@param opts? openprovider.RequirementsOptions
---@return openprovider.Requirement[]|nil requirements empty if there are none
---@return openprovider.Details|openprovider.Error details_or_err `attempts` is 0 where the client had it
function Client:customer_requirements(tld, opts)
  return tld_requirements.customer_requirements(self, plain(nil, tld, opts))
end

-- Verifications of e-mail addresses, and tags ---------------------------------------------------

--- Starts the verification of an e-mail address: the API sends a message to it. One that goes on already is as good.
---@param verification openprovider.VerificationStart
---@param opts? openprovider.CallOptions
---@return integer|nil id of the verification
---@return openprovider.VerificationDetails|openprovider.Error details_or_err
function Client:start_email_verification(verification, opts)
  return email_verifications.start_email_verification(self, plain(nil, verification, opts))
end

--- Sends the message of a verification again.
---@param verification openprovider.VerificationRestart
---@param opts? openprovider.CallOptions
---@return true|nil ok
---@return openprovider.Details|openprovider.Error details_or_err
function Client:restart_email_verification(verification, opts)
  return email_verifications.restart_email_verification(self, plain(nil, verification, opts))
end

--- Lists domains and how far the verification of their owners' e-mail addresses is.
---@param filter? openprovider.VerificationFilter
---@param opts? openprovider.CallOptions
---@return openprovider.VerificationPage|nil page
---@return openprovider.Details|openprovider.Error details_or_err
function Client:email_verifications(filter, opts)
  return email_verifications.email_verifications(self, plain(nil, filter, opts))
end

--- Lists tags.
---@param filter? openprovider.Tag
---@param opts? openprovider.CallOptions
---@return openprovider.TagPage|nil page
---@return openprovider.Details|openprovider.Error details_or_err
function Client:list_tags(filter, opts)
  return tags.list_tags(self, plain(nil, filter, opts))
end

--- Creates a tag.
---@param tag string|openprovider.Tag its value, such as "VIP", or `{ key = "customer", value = "VIP" }`
---@param opts? openprovider.CallOptions
---@return true|nil ok
---@return openprovider.Details|openprovider.Error details_or_err
function Client:create_tag(tag, opts)
  return tags.create_tag(self, plain(nil, tag, opts))
end

--- Deletes a tag.
---@param tag string|openprovider.Tag as for `create_tag`
---@param opts? openprovider.CallOptions
---@return true|nil ok
---@return openprovider.Details|openprovider.Error details_or_err
function Client:delete_tag(tag, opts)
  return tags.delete_tag(self, plain(nil, tag, opts))
end

-- Everything else -------------------------------------------------------------------------------

--- Logs in, and so checks the credentials.
---@param opts? openprovider.CallOptions
---@return true|nil ok
---@return openprovider.Error|nil err
function Client:login(opts)
  return login(self, plain(nil, opts))
end

--- Performs an operation of the API by its name in the registrar's contract, such as "GetDomain". Its parameters are
-- checked by their names and types before anything is sent; those of the path, the query and the body stand in one
-- table. What costs money, or does something twice when it is sent twice, is sent once.
--
--     local domain, err = client:call("GetDomain", { id = 123456 })
--     local order = { domain = { name = "example", extension = "nl" }, operation = "create" }
--     local price, why = client:call("GetPrice", order)
---@param name string
---@param parameters? table<string, any> never changed
---@param opts? openprovider.OperationOptions
---@return any data the envelope's `data`; true where it has none
---@return openprovider.RequestDetails|openprovider.Error details_or_err it is an error of kind `invalid` for a name or
--- a parameter that there is not
function Client:call(name, parameters, opts)
  return operations.call(self, plain(nil, name, parameters, opts))
end

--- Any other call of the API.
---@param method string such as "GET"
---@param path string below the base address, such as "/domains"; its variable parts encoded
---@param parameters? table<string, string|number|boolean|(string|number|boolean)[]> of the query
---@param body? table<any, any> sent as JSON; use `openprovider.empty_array` for `[]`
---@param opts? openprovider.CallOptions
---@return any data the envelope's `data`; true where it has none
---@return openprovider.RequestDetails|openprovider.Error details_or_err
function Client:request(method, path, parameters, body, opts)
  return any_request.request(self, plain(nil, method, path, parameters, body, opts))
end

--- Runs a function for each item, at most `limit` at a time.
--
--     for handle, customer, err in client:concurrently(16, handles, function(handle)
--       return client:get_customer(handle)
--     end) do ... end
--
-- Results come in the order in which they are ready. What a function raises is its error. Leaving the loop cancels what
-- is in flight: at once on Lua 5.4, elsewhere with the next call after the collector has found out.
---@param limit integer how many at a time
---@param items any[]|fun(): any an array, or a function that gives one item after the other, then nil
---@param fn fun(item: any): any, any gives `value, details` or `nil, err`: what it calls does not block the others
---@param opts? openprovider.ConcurrentlyOptions
---@return fun(): any, any, any iterator of `item, value, details`, or `item, nil, err`
---@return nil
---@return nil
---@return any closing for the loop of Lua 5.4
function Client:concurrently(limit, items, fn, opts)
  return concurrently(self, plain(1, limit, items, fn, opts))
end

--- The pool of connections, for a program with an event loop of its own: it waits until the descriptor `fd()` is
-- readable or `timeout()` seconds are over, and then calls `step()`. `fd()` is nil where the system has no such
-- descriptor, `timeout()` where the descriptor alone counts.
---@return openprovider.Pool|nil pool
---@return openprovider.Error|nil err of kind `config`: the transport is one without a pool
function Client:pool()
  if self.closed then return nil, exchange.closed() end
  if self.transport.pool then return self.transport.pool end
  return errors.config("this client's transport has no pool of connections")
end

--- Closes the connections. Closing twice is fine; calls after it are errors.
function Client:close()
  if self.closed then return end
  self.closed = true
  self.transport.close()
end

-- A program may derive an object of its own from a client.
local function is_derived(value)
  return type(value) == "table" and value.session ~= nil
end

Class.__index = colon_or_dot.methods(Client, Class, is_derived, "client")
Class.__index.exchange = Client.exchange -- no program calls it
Class.__index.exchange = Client.exchange -- the library's own calls of it are right
Class.__close = Client.close

function Class:__tostring()
  return "openprovider.client (" .. self.credentials.account() .. " at " .. self.settings.base_url .. ")"
end

return { new = new }
