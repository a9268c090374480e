--- The contents of requests and answers in events, for the option `event_content`. Secrets are replaced by `***`.
--
-- @module openprovider.http.event_content

local core = require("openprovider.core")
local is_secret = require("openprovider.http.secret_name")
local json = require("openprovider.values.json")

local event_content = {}

local HIDDEN = "***"

-- Names that cannot have a secret in them.
local NAME = "^[A-Za-z_]+$"

-- The most bytes that are shown of a body that is not JSON.
local MOST = 4096

local shown

-- A member of an object, or an element of an array.
local function shown_member(object, name, value, hide)
  local has_name = type(name) == "string"
  local is_named = name == "value" and type(object.name) == "string" and is_secret(object.name)
  local is_one = is_named or has_name and is_secret(name)
  local is_empty = value == json.null or value == "" or type(value) == "boolean"
  if is_one and not is_empty then return HIDDEN end
  return shown(value, hide)
end

-- A JSON value without secrets. Each text is searched by itself, so that a long list can be shown whole.
function shown(value, hide)
  if type(value) ~= "table" then
    local text = core.exact_text(value)
    if text and hide(text) ~= text then return HIDDEN end
    return hide(value)
  end
  if value == json.empty_array then return value end
  local copy = {}
  for name, member in next, value do
    local kept = type(name) == "string" and not name:find(NAME) and hide(name) or name
    copy[kept] = shown_member(value, name, member, hide)
  end
  return copy
end

-- Whether a text that is no JSON may have a secret that nobody knows: something in it has the name of one.
local function may_have_secret(text)
  for word in text:gmatch("[A-Za-z_-]+") do
    if is_secret(word) then return true end
  end
  return false
end

--- The query of a call.
---@param call table of `exchange.perform`
---@param hide function
---@return string|nil
function event_content.query(call, hide)
  return call.query and hide(call.query)
end

--- A body without secrets; nil for a login, where all of it is about them.
---@param text string|nil
---@param call table of `exchange.perform`
---@param hide function
---@return string|nil
function event_content.body(text, call, hide)
  if not text or text == "" or call.operation == "login" then return nil end
  local value = json.decode(text, true)
  if value ~= nil then return json.encode(shown(value, hide)) end
  if may_have_secret(text) then return "(not shown: it is not JSON, and may have a secret in it)" end
  return hide(text):sub(1, MOST)
end

return event_content
