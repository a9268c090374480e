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

--- Creates a customer and gives its handle. One call never makes two customers.
--
-- A success has a second result, too, so look at the first one: `if not handle then print(details) end`.
--
--     local handle, details = client:create_customer(customer, { reference = "order-4711" })
--     if not handle then error(details) end
--     print(handle, details.created)
--
-- Errors: those of a call; `invalid` if the check refuses the customer (see `err.problems`); `conflict` if another
-- person or company has the reference (see `err.handle`); `outcome_unknown` if the answer was lost, so that the
-- customer may exist.
---@param customer openprovider.Customer never changed
---@param opts? openprovider.CreateOptions
---@return string|nil handle such as "CV904716-NL"
---@return openprovider.CreateDetails|openprovider.Error details_or_err `created` is false if a customer had the
--- reference already; `differences` then says what differs from what was asked for, as far as a list shows it
function Client:create_customer(customer, opts)
  return create.create_customer(self, customer, opts)
end

--- Creates many customers, several at a time.
--
--     for key, handle, details in client:create_customers({ customer }, { concurrency = 32, reference = true }) do
--       if not handle then print(key, details) end
--     end
-- `concurrency` is the maximum number of creates in flight. If the API accepts fewer, fewer are sent. Leaving the loop
-- cancels the calls in flight.
-- With `opts.journal` each row is recorded before it is sent, and its result afterwards. The same call with the same
-- journal goes on where an earlier run stopped, and several processes may share a journal. All rows of the source are
-- read before the first one is sent. Customers that an earlier run created are checked, and created again if they are
-- gone. Those that another process creates meanwhile come last. Both have `created` false.
--
-- Errors: of the iterator: those of a call, and `journal`. Of each customer: those of `create_customer`, namely
-- `invalid`, `conflict`, `outcome_unknown` and those of a call.
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
function Client:create_customers(source, opts)
  return create_many.create_customers(self, plain(1, source, opts))
end

--- Gives the handle of the oldest identical customer, or creates the customer.
--
-- A customer is identical if it has what is asked for and nothing else:
--
-- - Company, first name, prefix, last name, e-mail address and all other members that are asked for are the same. Ways
--   of writing do not count, such as letter case and blanks.
-- - A member that is stored and not asked for makes another customer, unless the API fills it in: `locale`,
--   `address.state`, `name.initials`, `name.full_name`, and false, 0, "" and zero dates.
-- - References do not count.
--
-- Calls at the same time give one handle, in all clients of a process and in processes that share a store.
--
--     local handle, details = client:ensure_customer(customer)
--     if handle then print(handle, details.created and "created" or "was there") end
--
-- Errors: those of a call; `invalid`; `conflict` if more than 50 customers would have to be looked at one by one;
-- `protocol` if the API lists other customers than those that were asked for; `outcome_unknown`.
---@param customer openprovider.Customer never changed
---@param opts? openprovider.EnsureOptions
---@return string|nil handle
---@return openprovider.CreateDetails|openprovider.Error details_or_err `differences` has what differs in letter case
function Client:ensure_customer(customer, opts)
  return ensure.ensure_customer(self, customer, plain(nil, opts))
end

-- Reading -------------------------------------------------------------------------------------

--- Gets a customer.
--
--     local record, err = client:get_customer("JD000001-NL")
--     print(record and record.email or err)
--
-- Errors: those of a call; `not_found` if there is no such customer; `invalid` if the handle cannot be one.
---@param handle string
---@param opts? openprovider.GetOptions
---@return openprovider.Record|nil customer what is empty at the API is nil
---@return openprovider.Details|openprovider.Error details_or_err
function Client:get_customer(handle, opts)
  return customers.get_customer(self, plain(nil, handle, opts))
end

--- Finds the one customer that has an e-mail address, a name, a company or a reference. Values are not patterns.
-- Letter case counts only in a reference.
--
--     local record, err = client:find_customer { email = "jan@example.com" }
--     print(record and record.handle or err)
--
-- Errors: those of a call; `not_found` if there is none; `conflict` if there are several (see `err.handles`);
-- `invalid`.
---@param sought openprovider.Sought
---@param opts? openprovider.CallOptions
---@return openprovider.Record|nil customer as of `get_customer`
---@return openprovider.Details|openprovider.Error details_or_err
function Client:find_customer(sought, opts)
  return find.find_customer(self, plain(nil, sought, opts))
end

--- Gets one page of the customers that match a filter.
--
--     local page = assert(client:list_customers { email_pattern = "*@example.com", limit = 10 })
--     for _, record in ipairs(page.results) do print(record.handle) end
--
-- Errors: those of a call; `invalid` if the filter has an unknown member.
---@param filter? openprovider.CustomerFilter
---@param opts? openprovider.ListOptions
---@return openprovider.CustomerPage|nil page
---@return openprovider.Details|openprovider.Error details_or_err
function Client:list_customers(filter, opts)
  return list.list_customers(self, plain(nil, filter, opts))
end

--- Goes through all customers that match a filter, in the order of their `id`, each once. It keeps one page in memory:
-- 1,000 customers, inside nginx 200.
--
--     for record, info in client:customers({ type = "company" }, { raise = true }) do
--       print(record.handle, info.seen, info.total)
--     end
--
-- With `raise = true` an error is raised. Without it, the last results are `false, nil, err`. Customers may be created
-- and deleted meanwhile, by the loop as well. Each customer that is there at the start and stays is given.
--
-- Errors: those of a call; `protocol` if the pages do not fit together; `invalid`.
---@param filter? openprovider.CustomerFilter without `limit`, `offset`, `order` and `order_by`
---@param opts? openprovider.WalkOptions
---@return fun(): openprovider.Record|false|nil, openprovider.WalkInfo?, openprovider.Error? iterator of `customer,
--- info`; at an error once `false, nil, err`
function Client:customers(filter, opts)
  return list.customers(self, plain(nil, filter, opts))
end

--- Goes through all domains that use a handle, in any role, in the order of their `id`, each once.
--
--     for domain in client:domains_of("JD000001-NL", { raise = true }) do
--       print(domain.full_name, table.concat(domain.roles, ", "))
--     end
--
-- Errors: those of a call; `protocol` if the server lists domains of others; `invalid` if the handle cannot be one;
-- `not_found` if there is no such customer.
---@param handle string
---@param opts? openprovider.DomainsOptions
---@return fun(): openprovider.Domain|false|nil, openprovider.WalkInfo?, openprovider.Error? iterator of `domain, info`;
--- at an error once `false, nil, err`
function Client:domains_of(handle, opts)
  return domains.domains_of(self, plain(nil, handle, opts))
end

-- Changing ------------------------------------------------------------------------------------

--- Changes a customer: reads it, merges the changes, and writes it. Nothing is written if nothing would change.
--
-- - Plain tables are merged member by member, `extension_additional_data` by the names of its extensions. `tags` and
--   other arrays are replaced. An empty table that is merged changes nothing.
-- - `openprovider.null` clears a member. `openprovider.empty_array` clears an array.
-- - What the builders `phone`, `fax`, `address` and `street` make replaces the old value as a whole.
-- - `name` and `company_name` cannot be changed: the API keeps them.
--
-- Updates of one customer in one process wait for each other. For `settle` seconds after an update, later ones keep
-- what it wrote, even if a read does not show it yet. If an answer is lost, the customer is read again before the
-- update is sent again.
--
--     local ok, details = client:update_customer("JD000001-NL", {
--       phone = openprovider.phone "+31 20 765 4321", vat = openprovider.null,
--     })
--     print(ok and details.updated or details)
--
-- Errors: those of a call; `invalid`; `not_found` if the customer was deleted; `conflict` if others have changed what
-- the record that was handed back changes (see `err.differences`), or if `confirm = false` stopped a new e-mail address
-- (see `err.consequences`); `protocol` if an answer is not the whole customer, or something would be lost.
---@param handle string
---@param changes openprovider.Customer never changed. A record of `get_customer` may be handed back: what you changed
--- in it is changed, and what is nil stays
---@param opts? openprovider.UpdateOptions
---@return true|nil ok
---@return openprovider.UpdateDetails|openprovider.Error details_or_err
function Client:update_customer(handle, changes, opts)
  return update.update_customer(self, handle, changes, opts)
end

--- Saves a record: the customer gets the values of the record. Members that you removed from the record are cleared.
--- Members that the record did not show when it was read stay, since a list leaves members out. `name` and
--- `company_name` cannot be changed.
-- Nothing is written if nothing would change.
--
--     local record = assert(client:get_customer("JD000001-NL"))
--     record.vat, record.email = nil, "new@example.com"
--     local ok, details = client:save_customer(record)
--     print(ok and details.updated or details)
--
-- The record's `version` says what it showed. So a copy, or a record from a file, can be saved as well.
--
-- Errors: those of a call; `conflict` if the customer was changed after the record was read (see `err.differences`);
-- `invalid`, also if the record has no version; `not_found`; `protocol` if something would be lost.
---@param record openprovider.Record of `get_customer` or of a list, never changed
---@param opts? openprovider.SaveOptions
---@return true|nil ok
---@return openprovider.UpdateDetails|openprovider.Error details_or_err
function Client:save_customer(record, opts)
  return update.save_customer(self, record, opts)
end

--- Deletes a customer. The API refuses while a domain or anything else uses the handle.
--
--     local ok, err = client:delete_customer("JD000001-NL", {
--       only_if = function(now) return now.company_name == "Example BV" end,
--     })
--     print(ok or err)
--
-- With `only_if` the customer is read first. The function is called again before the deletion is sent again. It is not
-- called if a read does not show the whole customer.
--
-- Errors: those of a call; `conflict` if the handle is in use (see `err.domains`), or if `only_if` gives nil or false;
-- `not_found`; `protocol` if a read does not show the whole customer; `invalid` if the handle cannot be one.
---@param handle string
---@param opts? openprovider.DeleteOptions
---@return true|nil ok
---@return openprovider.Details|openprovider.Error details_or_err
function Client:delete_customer(handle, opts)
  return customers.delete_customer(self, handle, opts)
end

--- Makes a copy of a customer, with changes. The name and the company may be among them, which the API can never change
-- in the customer itself. The same call gives the handle of the same copy when it is run again.
--
--     local handle, details = client:clone_customer("JD000001-NL", { name = { last_name = "Jansen" } })
--     print(handle or details)
--
-- Errors: those of a call; `invalid`; `not_found` if there is no such customer; `conflict`; `outcome_unknown`.
---@param handle string
---@param changes? openprovider.Customer never changed; merged as in an update
---@param opts? openprovider.CloneOptions
---@return string|true|nil handle of the copy; true with `dry_run`
---@return openprovider.CloneDetails|openprovider.Error details_or_err `created` is false if the copy was there
function Client:clone_customer(handle, changes, opts)
  return clone.clone_customer(self, handle, changes, opts)
end

--- Gives all domains of a handle another handle, in all roles: by an update, or by a trade if the TLD requires one. A
-- trade costs a fee, and is made only with `allow_fees` or within `max_fee`. Each domain is looked at right before it
-- is changed, by one program at a time. Nothing whose outcome is not known is sent twice. It can be stopped at any
-- moment, and run again.
--
--     local plan = assert(client:replace_handle("JD000001-NL", new_handle, { dry_run = true }))
--     for _, domain in ipairs(plan.domains) do print(domain.full_name, domain.action) end
--
-- Errors: those of a call; `invalid`; `not_found` if there is no such customer; `journal`.
---@param old_handle string
---@param new_handle string
---@param opts? openprovider.ReplaceOptions
---@return openprovider.Replacement|nil report the result for each domain
---@return openprovider.Details|openprovider.Error details_or_err
function Client:replace_handle(old_handle, new_handle, opts)
  return replacing.replace_handle(self, old_handle, new_handle, opts)
end

--- Gives a customer another name or company: makes a copy, gives all domains its handle, and deletes the old customer
-- if `delete_old` is set, once nothing uses it any more.
--
--     local changes = { name = { last_name = "Jansen" } }
--     local plan = assert(client:rename_customer("JD000001-NL", changes, { dry_run = true }))
--     for _, domain in ipairs(plan.domains) do print(domain.full_name, domain.action) end
--
-- Errors: those of a call; `invalid`; `not_found` if there is no such customer; `conflict`, also for a copy that was
-- there before and lacks what the changes ask for; `outcome_unknown`; `journal`.
---@param handle string
---@param changes openprovider.Customer never changed
---@param opts? openprovider.RenameOptions
---@return openprovider.Replacement|nil report `new` is the handle of the copy
---@return openprovider.Details|openprovider.Error details_or_err
function Client:rename_customer(handle, changes, opts)
  return replacing.rename_customer(self, handle, changes, opts)
end

-- Checking ------------------------------------------------------------------------------------

--- Checks a customer. It sends nothing, and needs no credentials.
--
--     local ok, err = openprovider.check_customer(customer)
--     for _, problem in ipairs(ok and {} or err.problems) do print(problem.path, problem.message) end
--
-- Errors: `invalid`.
---@param customer openprovider.Customer never changed
---@param opts? openprovider.CheckOptions
---@return openprovider.Customer|nil canonical the customer as it would be sent: the table given, if nothing differs
---@return openprovider.Problem[]|openprovider.Error warnings_or_err problems that stop nothing, or the error
function Client:check_customer(customer, opts) -- luacheck: ignore 212 (no client is needed)
  return customers.check_customer(customer, opts)
end

--- Checks a customer against what a TLD demands, before an order fails: all that `check_customer` checks, fields that
-- the TLD requires, and values that are none of its options. It asks the API as `customer_requirements` does.
-- `check_customer` with the option `tld` checks what documents say, and asks nobody.
--
--     local ok, err = client:check_for_tld(customer, "us")
--     print(ok and "can own a .us domain" or err)
--
-- Errors: those of a call; `invalid` if the customer does not meet the demands; `not_found` if there is no such TLD.
---@param customer openprovider.Customer also one of `get_customer`; never changed
---@param tld string such as "eu" or "co.uk"
---@param opts? openprovider.TldCheckOptions
---@return openprovider.Customer|nil canonical the customer as it would be sent
---@return openprovider.Problem[]|openprovider.Error warnings_or_err problems that stop nothing, or the error
function Client:check_for_tld(customer, tld, opts)
  return tld_requirements.check_for_tld(self, customer, tld, plain(nil, opts))
end

--- Gets what a TLD demands in `extension_additional_data`, in the API's own words. A client keeps the answer for five
-- minutes.
--
--     for _, requirement in ipairs(assert(client:customer_requirements("us"))) do
--       print(requirement.name, requirement.required)
--     end
--
-- Errors: those of a call; `not_found` if there is no such TLD; `invalid` if the text cannot be one.
---@param tld string such as "eu" or "co.uk"
---@param opts? openprovider.RequirementsOptions
---@return openprovider.Requirement[]|nil requirements empty if there are none
---@return openprovider.Details|openprovider.Error details_or_err `attempts` is 0 if the client had the answer
function Client:customer_requirements(tld, opts)
  return tld_requirements.customer_requirements(self, plain(nil, tld, opts))
end

-- Verifications of e-mail addresses, and tags ---------------------------------------------------

--- Starts the verification of an e-mail address: the API sends a message to it. If one is under way already, that
--- counts as a success.
--
--     local id, details = client:start_email_verification { email = "jan@example.com", handle = "JD000001-NL" }
--     print(id or details)
--
-- Errors: those of a call; `invalid`; `outcome_unknown`.
---@param verification openprovider.VerificationStart
---@param opts? openprovider.CallOptions
---@return integer|nil id of the verification
---@return openprovider.VerificationDetails|openprovider.Error details_or_err
function Client:start_email_verification(verification, opts)
  return email_verifications.start_email_verification(self, plain(nil, verification, opts))
end

--- Sends the message of a verification again.
--
--     local ok, err = client:restart_email_verification { email = "jan@example.com" }
--     print(ok or err)
--
-- Errors: those of a call; `invalid`; `outcome_unknown`.
---@param verification openprovider.VerificationRestart
---@param opts? openprovider.CallOptions
---@return true|nil ok
---@return openprovider.Details|openprovider.Error details_or_err
function Client:restart_email_verification(verification, opts)
  return email_verifications.restart_email_verification(self, plain(nil, verification, opts))
end

--- Lists domains, and how far the verification of their owners' e-mail addresses is.
--
--     local page = assert(client:email_verifications { email = "jan@example.com" })
--     for _, verification in ipairs(page.results) do print(verification.domain, verification.status) end
--
-- Errors: those of a call; `invalid`.
---@param filter? openprovider.VerificationFilter
---@param opts? openprovider.CallOptions
---@return openprovider.VerificationPage|nil page
---@return openprovider.Details|openprovider.Error details_or_err
function Client:email_verifications(filter, opts)
  return email_verifications.email_verifications(self, plain(nil, filter, opts))
end

--- Lists tags.
--
--     for _, tag in ipairs(assert(client:list_tags()).results) do print(tag.value) end
--
-- Errors: those of a call; `invalid`.
---@param filter? openprovider.Tag
---@param opts? openprovider.CallOptions
---@return openprovider.TagPage|nil page
---@return openprovider.Details|openprovider.Error details_or_err
function Client:list_tags(filter, opts)
  return tags.list_tags(self, plain(nil, filter, opts))
end

--- Creates a tag.
--
--     assert(client:create_tag "VIP")
--
-- Errors: those of a call; `invalid`; `outcome_unknown`.
---@param tag string|openprovider.Tag its value, such as "VIP", or `{ key = "customer", value = "VIP" }`
---@param opts? openprovider.CallOptions
---@return true|nil ok
---@return openprovider.Details|openprovider.Error details_or_err
function Client:create_tag(tag, opts)
  return tags.create_tag(self, plain(nil, tag, opts))
end

--- Deletes a tag.
--
--     local ok, err = client:delete_tag "VIP"
--     print(ok or err)
--
-- Errors: those of a call; `invalid`.
---@param tag string|openprovider.Tag as for `create_tag`
---@param opts? openprovider.CallOptions
---@return true|nil ok
---@return openprovider.Details|openprovider.Error details_or_err
function Client:delete_tag(tag, opts)
  return tags.delete_tag(self, plain(nil, tag, opts))
end

-- Everything else -------------------------------------------------------------------------------

--- Logs in, and so checks the credentials.
--
--     local ok, err = client:login()
--     if not ok then print(err.kind, err) end
--
-- Errors: those of a call.
---@param opts? openprovider.CallOptions
---@return true|nil ok
---@return openprovider.Error|nil err
function Client:login(opts)
  return login(self, plain(nil, opts))
end

--- Performs an operation of the API by its name in the registrar's contract, such as "GetDomain". The parameters of the
-- path, the query and the body stand in one table. Their names and types are checked before anything is sent. What
-- costs money, or does something twice when it is sent twice, is sent once.
--
--     local found, err = client:call("CheckDomain", {
--       domains = { { name = "example", extension = "nl" } }, with_price = true,
--     })
--     print(found and found.results[1].status or err)
--
-- Errors: those of a call; `invalid` for an unknown name or parameter; `outcome_unknown`.
---@param name string
---@param parameters? table<string, any> never changed
---@param opts? openprovider.OperationOptions
---@return any data the envelope's `data`; true if it has none
---@return openprovider.RequestDetails|openprovider.Error details_or_err
function Client:call(name, parameters, opts)
  return operations.call(self, plain(nil, name, parameters, opts))
end

--- Sends any other request of the API.
--
--     local data, err = client:request("GET", "/tlds/com")
--     print(data or err)
--
-- A `GET` is sent again where that may help. Anything else is sent again only if nothing of it was sent, or the API
-- refused it.
--
-- Errors: those of a call; `invalid`; `outcome_unknown`.
---@param method string such as "GET"
---@param path string below the base address, such as "/domains"; its variable parts encoded
---@param parameters? table<string, string|number|boolean|(string|number|boolean)[]> of the query
---@param body? table<any, any> sent as JSON; use `openprovider.empty_array` for `[]`
---@param opts? openprovider.RequestOptions
---@return any data the envelope's `data`; true if it has none
---@return openprovider.RequestDetails|openprovider.Error details_or_err
function Client:request(method, path, parameters, body, opts)
  return any_request.request(self, plain(nil, method, path, parameters, body, opts))
end

--- Runs a function for each item, at most `limit` at a time. The calls of clients in it wait without blocking the
-- others.
--
--     for handle, record, err in client:concurrently(16, { "JD000001-NL" }, function(handle)
--       return client:get_customer(handle)
--     end) do print(handle, record and record.email or err) end
--
-- Results come as they are ready. What the function raises is its error. Leaving the loop cancels what is in flight: on
-- Lua 5.4 at once, elsewhere after the next garbage collection.
--
-- Errors: of the iterator: `config`, `cancelled`. Of each item: what the function gives or raises.
---@param limit integer how many at a time
---@param items any[]|fun(): any an array, or a function that gives one item after the other, then nil
---@param fn fun(item: any): any, any gives `value, details` or `nil, err`
---@param opts? openprovider.ConcurrentlyOptions
---@return fun(): any, any, any iterator of `item, value, details`, or `item, nil, err`
---@return nil
---@return nil
---@return any closing for the loop of Lua 5.4
function Client:concurrently(limit, items, fn, opts)
  return concurrently(self, plain(1, limit, items, fn, opts))
end

--- Gives the pool of connections, for a program with an event loop of its own: see [event loops](../event-loops.md).
--
--     local pool, err = client:pool()
--     print(pool and pool:in_flight() or err)
--
-- Errors: `config` if the client's transport has no pool.
---@return openprovider.Pool|nil pool
---@return openprovider.Error|nil err
function Client:pool()
  if self.closed then return nil, exchange.closed() end
  if self.transport.pool then return self.transport.pool end
  return errors.config("this client's transport has no pool of connections")
end

--- Closes the connections. Closing twice is fine. A later call is an error of kind `config`.
--
--     client:close()
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
