-- Faults in the Lua files, each with the spec that must notice it: `make prove` runs that spec with the module of the
-- fault loaded from here.
--
-- A plant gets the module as it is and changes it: a function that it has, or a local of its functions. One that finds
-- nothing to change raises `nothing to plant`.

local ROOT = debug.getinfo(1, "S").source:match("^@(.*)spec/plants%.lua$")

local function must(found, what) return found or error("nothing to plant: there is no " .. what, 0) end

-- Replaces a function of a table: `by(original)` gives the other one.
local function replace(object, name, by)
  must(type(object[name]) == "function", "function " .. name)
  object[name] = by(object[name])
end

-- Finds a local of the functions of one file. -> a function that uses it, its index there
local function find_local(value, name, source, seen)
  if seen[value] or value == nil then return nil end
  seen[value] = true
  if type(value) == "table" then
    for _, member in next, value do
      local fn, index = find_local(member, name, source, seen)
      if fn then return fn, index end
    end
    return find_local(getmetatable(value), name, source, seen)
  end
  if type(value) ~= "function" or debug.getinfo(value, "S").source ~= source then return nil end
  local index, its_name, its_value = 1, debug.getupvalue(value, 1)
  while its_name do
    if its_name == name then return value, index end
    local fn, place = find_local(its_value, name, source, seen)
    if fn then return fn, place end
    index = index + 1
    its_name, its_value = debug.getupvalue(value, index)
  end
  return nil
end

local function source_of(module)
  if type(module) == "function" then return debug.getinfo(module, "S").source end
  for _, member in next, module do
    if type(member) == "function" then return debug.getinfo(member, "S").source end
  end
end

-- Gives a local of a module; with `by(original)` it gets another value first.
local function of_file(module, name, by)
  local fn, index = find_local(module, name, source_of(module), {})
  must(fn, "local " .. name)
  local _, value = debug.getupvalue(fn, index)
  if not by then return value end
  debug.setupvalue(fn, index, by(value))
end

-- For `by`: a value, and a function that does nothing.
local function always(value) return function() return value end end
local function nothing() return function() end end

local PLANTS = {}

-- `plant(NAME, MODULE, SPEC, CHANGE)`: what is broken, below lua/openprovider where, and the spec that notices it.
local function plant(name, module, spec, change)
  PLANTS[#PLANTS + 1] = { name = name, module = module, spec = "spec/" .. spec .. "_spec.lua", change = change }
end

-- Creates -------------------------------------------------------------------------------------

plant("a_lost_create_is_sent_again", "limits/retry_policy", "unit/limits/retry", function(retry)
  must(retry.POLICY.lost.once == "stop", "policy of lost creates")
  retry.POLICY.lost.once = "again"
end)

plant("a_created_customer_is_not_remembered", "exactly_once/references", "integration/exactly_once/held_reference",
  function(references) replace(of_file(references, "Held"), "created", nothing) end)

plant("a_found_customer_is_never_another", "customer/equivalence", "integration/exactly_once/found_reference",
  function(equivalence)
    replace(equivalence, "differences", function(original)
      return function(...) return original(...), {} end
    end)
  end)

plant("members_that_no_field_has_are_not_sent", "customer/normalise", "unit/customer/body", function(normalise)
  of_file(normalise, "core", function(core)
    local function body(customer) return core.body(customer) end
    return setmetatable({ body = body }, { __index = core })
  end)
end)

plant("two_creates_get_one_handle", "exactly_once/memory", "unit/exactly_once/given_handle", function(memory)
  replace(of_file(memory, "Memory"), "gave", function(original)
    return function(self, handle, now)
      self.handles[handle] = nil
      return original(self, handle, now)
    end
  end)
end)

plant("the_recipe_of_references_changes", "customer/automatic_reference", "unit/customer/automatic_reference",
  function(automatic)
    replace(automatic, "of", function(original)
      return function(...) return (original(...):gsub("^auto1%-", "auto1_")) end
    end)
  end)

plant("the_environment_beats_credentials_that_are_given", "config", "unit/options", function(config)
  of_file(config, "beside_credentials", always(function(_, getenv) return getenv end))
end)

plant("a_call_stops_an_event_loop", "transport/usual", "integration/transport/blocked_loop", function(usual)
  of_file(usual, "would_stop_a_loop", nothing)
end)

plant("calls_are_not_counted", "limits/local_quota", "unit/limits/local_quota", function(guard)
  replace(of_file(guard, "Guard"), "refusal_by", function(original)
    return function(self, counter, limit, key, name, call, _, now)
      return original(self, counter, limit, key, name, call, 0, now)
    end
  end)
end)

-- Customers that are there --------------------------------------------------------------------

plant("what_the_api_fills_in_makes_another_customer", "customer/equivalence", "integration/api/ensure_identity",
  function(equivalence) of_file(equivalence, "FILLED_IN", always({})) end)

plant("customers_are_looked_at_without_end", "api/ensure", "unit/api/ensure_lists",
  function(ensure) of_file(ensure, "MAX_LOOKS", always(math.huge)) end)

plant("an_ignored_filter_is_trusted", "list/ignored_filters", "unit/api/ensure_lists",
  function(ignored) replace(ignored, "filter", nothing) end)

plant("an_ignored_offset_is_trusted", "list/stable_pages", "integration/api/ignored_parameters",
  function(walk) of_file(walk, "MOST_ALIKE", always(math.huge)) end)

plant("a_walk_goes_on_to_what_was_created_meanwhile", "list/order", "integration/api/walk_loops",
  function(walk_order)
    replace(walk_order, "by_id", function(original)
      return function(_, ...) return original(math.huge, ...) end
    end)
  end)

-- Domains -------------------------------------------------------------------------------------

plant("a_new_address_takes_domains_off_the_net", "api/update/consequences", "integration/api/email_guard",
  function(consequences) replace(consequences, "text", nothing) end)

plant("what_documents_say_of_a_tld_is_not_checked", "api/tld_requirements/offline", "unit/api/documented_tld",
  function(offline) replace(offline, "problems", always(function() return {} end)) end)

plant("an_order_is_sent_again", "api/operations/list", "unit/api/operations",
  function(list) list.RenewDomain.kind = "write" end)

plant("a_misspelt_parameter_is_sent", "api/operations/parameters", "unit/api/operations", function(parameters)
  replace(parameters, "read", function(original)
    return function(operation, given) return original(operation, given, true) end
  end)
end)

plant("the_same_order_counts_for_nothing", "limits/domain_calls", "unit/limits/domain_calls",
  function(domain_calls) replace(domain_calls, "of", nothing) end)

plant("a_trade_is_made_without_leave", "bulk/replacing/plan", "integration/bulk/replacing",
  function(plan) of_file(plan, "has_owner", always(always(false))) end)

plant("a_lost_trade_is_not_looked_for", "bulk/replacing/one", "integration/bulk/replacing", function(one)
  of_file(one, "look_after", always(function() return false end))
end)

plant("a_second_trade_is_ordered", "bulk/replacing/one", "integration/bulk/replacing",
  function(one) of_file(one, "was_traded", always(function() return false end)) end)

-- Updates -------------------------------------------------------------------------------------

plant("an_update_takes_a_late_read_for_the_truth", "api/update/recent", "integration/api/update_turns",
  function(recent) replace(of_file(recent, "Turn"), "earlier", always(always({}))) end)

plant("an_update_waits_for_no_other", "api/update/recent", "integration/api/update_turns", function(recent)
  local known_of = of_file(recent, "known_of")
  of_file(recent, "try", function(original)
    return function(self, key, ends)
      local known = known_of(self)
      if known.customers[key] then known.customers[key].holder = nil end
      return original(self, key, ends)
    end
  end)
end)

plant("an_update_is_sent_again_as_it_was", "http/call", "integration/api/update_turns", function(exchange)
  replace(exchange, "perform", function(original)
    return function(client, call)
      call.renew = nil
      return original(client, call)
    end
  end)
end)

plant("a_save_undoes_what_others_changed", "customer/version", "unit/api/save", function(version)
  version.is_unchanged = always(true)
end)

plant("a_save_clears_what_a_list_does_not_show", "customer/version", "unit/api/save", function(version)
  version.showed = always(true)
end)

plant("a_customer_is_deleted_whatever_the_condition_says", "api/customers", "unit/api/find", function(customers)
  of_file(customers, "may_delete", always(always(true)))
end)

plant("a_copy_undoes_what_others_have_changed", "api/update/handed_back", "unit/api/copy", function(handed_back)
  of_file(handed_back, "member_of", function(original)
    return function(...) return (original(...)), false end
  end)
end)

plant("one_of_two_extensions_is_taken_for_the_other", "api/update/twice", "unit/api/extension_twice", function(twice)
  of_file(twice, "counts", always(always({})))
end)

plant("a_part_of_an_address_finds_a_customer", "api/find", "unit/api/find", function(find)
  of_file(find, "matches", always(always(true)))
end)

plant("an_update_loses_the_other_extensions", "api/update/merge", "integration/api/update_sequences", function(merge)
  of_file(merge, "merged_extensions", function(original)
    return function(_, ...) return original(nil, ...) end
  end)
end)

-- Events, time, pace, texts -------------------------------------------------------------------

plant("a_request_has_no_end", "http/events", "integration/http/events",
  function(events) replace(events, "ended", nothing) end)

plant("a_call_has_the_time_of_its_client", "limits/call_time", "integration/limits/call_timeout",
  function(call_time)
    replace(call_time, "within", function() return function(client) return client end end)
  end)

plant("an_outage_is_felt_for_long", "limits/adaptive_rate", "unit/limits/adaptive_rate", function(new)
  of_file(new, "recovered", function() return function(_, _, otherwise) return otherwise end end)
end)

plant("a_field_has_no_name_in_dutch", "customer/texts/nl", "unit/customer/texts",
  function(words) words.fields.email = nil end)

-- Secrets -------------------------------------------------------------------------------------

plant("an_event_has_the_token", "http/events", "unit/http/secrets", function(events)
  replace(events, "began", function(original)
    return function(client, call) return original(client, call, function(text) return text end) end
  end)
end)

plant("an_encoded_secret_is_shown", "http/unquoted", "unit/http/redact",
  function(unquoted) of_file(unquoted, "LAYERS", always(0)) end)

plant("a_secret_of_a_request_is_shown", "http/sent_secrets", "unit/http/sent_secrets",
  function(sent_secrets) of_file(sent_secrets, "is_secret", always(function() return false end)) end)

plant("the_answer_to_a_login_is_shown", "http/call", "unit/http/secrets", function(exchange)
  of_file(exchange, "codes", function(original)
    must(original.of_login, "function of_login")
    return setmetatable({ of_login = false }, { __index = original })
  end)
end)

-- Journals ------------------------------------------------------------------------------------

plant("a_row_that_was_not_sent_is_dropped", "journal/claims", "integration/bulk/bulk_journal", function(claims)
  local function dropped(statement) return (statement:gsub("'waiting'", "'created'")) end
  local original = of_file(claims, "GIVE_BACK_AS_IT_WAS")
  of_file(claims, "GIVE_BACK_AS_IT_WAS", dropped)
  for index, statement in ipairs(claims.STATEMENTS) do
    if statement == original then claims.STATEMENTS[index] = dropped(statement) end
  end
end)

plant("a_row_is_sent_without_a_look", "exactly_once/create", "integration/bulk/bulk_journal", function(create)
  replace(create, "create", function(original)
    return function(client, prepared, taken)
      if taken.permit and not taken.sent_ago then taken.looked = false end
      return original(client, prepared, taken)
    end
  end)
end)

plant("a_row_is_looked_for_before_it_is_visible", "journal/workers", "integration/journal/journal", function(workers)
  replace(workers, "settled", function()
    return function(database)
      local last = database.marks[#database.marks]
      return last and last.tick or 0
    end
  end)
end)

plant("a_worker_out_of_touch_sends", "exactly_once/create", "integration/bulk/bulk_journal", function(create)
  replace(create, "create", function(original)
    return function(client, prepared, taken)
      taken.permit = nil
      return original(client, prepared, taken)
    end
  end)
end)

plant("a_journal_takes_another_account", "journal/claims", "integration/journal/journal_truth", function(claims)
  replace(claims, "begin", function(original)
    return function(database, account)
      local since, err = original(database, account)
      if since == false then return original(database, nil) end
      return since, err
    end
  end)
end)

plant("a_journal_works_on_in_files_that_are_gone", "bulk/journaled", "integration/journal/journal_truth",
  function(journaled) replace(of_file(journaled, "Supply"), "is_in_place", always(always(true))) end)

plant("a_journal_replaces_looking", "exactly_once/result", "integration/journal/journal_truth", function(result)
  replace(result, "again", function()
    return function(_, prepared, handle) return handle, result.details(prepared, false, 0, nil, {}) end
  end)
end)

plant("a_row_is_sent_as_another_run_has_it", "journal/versions", "integration/journal/journal_truth",
  function(versions) replace(versions, "take", nothing) end)

-- nginx ---------------------------------------------------------------------------------------

plant("a_call_ends_with_who_asked_for_it", "transport/nginx", "once/nginx_shared",
  function(nginx) replace(nginx, "apart", nothing) end)

-- Changes the stores that nginx's workers share.
local function in_store(change)
  return function(nginx)
    replace(nginx, "new", function(original)
      return function(...)
        local store, message = original(...)
        if store then change(store) end
        return store, message
      end
    end)
  end
end

plant("a_lock_keeps_nobody_out", "auth/stores/nginx", "once/nginx_shared", in_store(function(store)
  replace(store, "lock", function()
    return function(_, fn)
      fn()
      return true
    end
  end)
end))

plant("workers_do_not_keep_a_reference_from_each_other", "auth/stores/nginx", "once/nginx_shared",
  in_store(function(store)
    replace(store, "hold", function(original)
      return function(...)
        local hold, message = original(...)
        if hold ~= false then return hold, message end
        return { write = always(true), release = nothing() }
      end
    end)
  end))

-- JSON ----------------------------------------------------------------------------------------

plant("numbers_are_those_of_the_library", "values/json", "unit/json_libraries", function(json)
  of_file(json, "core", function(core)
    local function mark_numbers(text) return text, false, 0 end
    return setmetatable({ mark_numbers = mark_numbers }, { __index = core })
  end)
end)

local plants = { list = PLANTS }

--- Loads the module of a plant and changes it. What it raises goes to standard error, too: some programs show no more.
function plants.load(name)
  for _, each in ipairs(PLANTS) do
    if each.name == name then
      local module = dofile(ROOT .. "lua/openprovider/" .. each.module .. ".lua")
      local ok, message = pcall(each.change, module)
      if not ok then io.stderr:write(tostring(message), "\n") end
      return assert(ok and module, message)
    end
  end
  error("nothing to plant: there is no plant " .. name)
end

return plants
