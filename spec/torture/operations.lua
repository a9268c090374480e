--- What is done while memory fails: an array of `{ name, creates, make, done }`.
--
-- `make(client, victim, options)` gives a function that calls the operation; what it needs is made
-- before, so that the failures are the client's. `victim` is the handle of a customer that lives,
-- `options` are the client's. `done(server, victim, result)` says whether the server shows what the
-- operation says that it did. `creates` is how many customers it may create.
local example = require("spec.support.example")
local openprovider = require("openprovider")

local operations = {}

local function add(name, creates, operation)
  operation.name, operation.creates = name, creates
  operations[#operations + 1] = operation
end

add("create", 1, {
  make = function(client)
    local customer = example.customer()
    return function() return client:create_customer(customer) end
  end,
  done = function(server, _, handle) return server:record(handle) ~= nil end,
})

-- With a reference of its own each time. An outcome that is not known is looked up, and settles at once.
local references = 0

add("create with reference", 1, {
  make = function(client)
    references = references + 1
    local customer = example.customer()
    local opts = { reference = "torture-" .. references, settle = 0.01 }
    return function() return client:create_customer(customer, opts) end
  end,
  done = function(server, _, handle) return server:record(handle) ~= nil end,
})

add("get", 0, {
  make = function(client, victim)
    return function() return client:get_customer(victim) end
  end,
  done = function(_, victim, customer) return customer.handle == victim end,
})

add("list", 0, {
  make = function(client)
    local filter = { limit = 3, order_by = "id", order = "ASC" }
    return function() return client:list_customers(filter) end
  end,
  done = function(_, _, page) return #page.results == 3 and page.total >= 3 end,
})

-- A comment that differs each time, or there would be nothing to write.
local updates = 0

add("update", 0, {
  make = function(client, victim)
    updates = updates + 1
    local changes = { comments = "update " .. updates }
    return function() return client:update_customer(victim, changes) end
  end,
  done = function(server, victim) return server:record(victim).comments == "update " .. updates end,
})

add("delete", 0, {
  make = function(client, victim)
    return function() return client:delete_customer(victim) end
  end,
  done = function(server, victim) return server:record(victim) == nil end,
})

-- A client that lives no longer than this.
add("open and create", 1, {
  make = function(_, _, options)
    local customer = example.customer()
    return function()
      local another, err = openprovider.new(options)
      if not another then return nil, err end
      local handle
      handle, err = another:create_customer(customer)
      another:close()
      return handle, err
    end
  end,
  done = function(server, _, handle) return server:record(handle) ~= nil end,
})

return operations
