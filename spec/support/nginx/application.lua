--- nginx with a client in it, as the specs need it: `app.lua` behind a server's locations.

local assert = require("luassert")
local json = require("dkjson")

local example = require("spec.support.example")
local nginx = require("spec.support.nginx.server")

local application = {}

local LOCATIONS = [[
  location = /create { content_by_lua_block { require("spec.support.nginx.app").create() } }
  location = /run { content_by_lua_block { require("spec.support.nginx.app").run() } }
  location = /results { content_by_lua_block { require("spec.support.nginx.app").results() } }
]]

local INIT = "init_by_lua_block { require('spec.support.nginx.app').configure([==[%s]==]) %s }"

--- Starts nginx. The client in it is made before the workers are.
---@param api table the sandbox
---@param parts? table `options` of the client; `main`, `http`, `server`: further directives; `threads` and
--- `dictionary`: instead of those that the client needs; `init`: Lua to run where the client is made
---@return table server
function application.start(api, parts)
  parts = parts or {}
  local options = { base_url = api.base_url, username = api.username, password = api.password }
  for name, value in pairs(parts.options or {}) do options[name] = value end
  return nginx.start({
    main = parts.threads or "thread_pool openprovider threads=130;",
    http = table.concat({
      parts.dictionary or "lua_shared_dict openprovider 1m;", parts.http or "",
      INIT:format(json.encode(options), parts.init or ""),
    }, "\n"),
    server = LOCATIONS .. (parts.server or ""),
  })
end

--- What Lua inside nginx returns: it has `client`, and `customer`, which makes one.
---@param server table
---@param text string
---@return any
function application.run(server, text)
  local body, status = server:ask("/run", text)
  assert.equal(200, status, server:log())
  return (json.decode(body))
end

--- Requests to create customers that all differ.
---@param count integer
---@param name string what no other requests have
---@return table[] requests for a crowd
function application.creates(count, name)
  local requests = {}
  for index = 1, count do
    local email = ("%s.%d@example.com"):format(name, index)
    requests[index] = { path = "/create", body = json.encode(example.customer({ email = email })) }
  end
  return requests
end

--- Raises unless each of so many creates was answered with a handle of its own.
---@param count integer
---@param answers table of a crowd
function application.assert_handles(count, answers)
  local known = {}
  for index = 1, count do
    local answer = answers[index] or { body = "no answer" }
    assert.equal(200, answer.status, answer.body)
    assert.is_nil(known[answer.body], answer.body)
    known[answer.body] = true
  end
end

return application
