--- Tags: what customers can be marked with.
--
-- @module openprovider.api.tags

local answers = require("openprovider.http.envelope")
local arguments = require("openprovider.values.arguments")
local call_time = require("openprovider.limits.call_time")
local contact = require("openprovider.customer.builders")
local json = require("openprovider.values.json")
local page = require("openprovider.list.page")
local parameters = require("openprovider.list.filters")
local query = require("openprovider.http.query")

local tags = {}

local PATH = "/tags"

local OPTIONS = { timeout = "number" }

local DOUBT = { may = "the tag may exist", look = "list_tags shows it" }

-- The only key that the API allows.
local KEY = { name = "key", kind = "choice", values = { "customer" }, example = "customer", required = true }
local VALUE = { name = "value", kind = "text", example = "VIP", required = true }

-- A tag has both: without a value, a deletion could mean all of them.
local MEMBERS = { KEY, VALUE }

local FILTERS = {
  { name = "key", kind = KEY.kind, values = KEY.values },
  { name = "value", kind = VALUE.kind, example = VALUE.example },
}

--- See `Client:list_tags`.
function tags.list_tags(client, given, opts)
  if given ~= nil then arguments.check("list_tags", 1, given, "table") end
  local wanted, err
  opts, err = arguments.options("list_tags", 2, opts, OPTIONS)
  if not opts then return nil, err end
  client = call_time.within(client, opts.timeout)
  wanted, err = parameters.read(given, FILTERS, "filter", OPTIONS, "list every tag")
  if not wanted then return nil, err end
  local found, details, answer = page.get(client, PATH, wanted)
  for _, row in ipairs(found and found.results or {}) do
    if type(row.key) ~= "string" or type(row.value) ~= "string" then
      return nil, answers.senseless(answer, "the answer has a tag without a key or without a value")
    end
  end
  return found, details
end

-- -> a tag's key and value | nil, err
local function read_tag(given)
  local tag = contact.tag(given)
  if tag.key == nil then tag.key = KEY.example end
  return parameters.read(tag, MEMBERS, "member", OPTIONS)
end

-- Performs a call about a tag. -> true, details | nil, err
local function perform(client, call, what)
  local answer, err = client:exchange(call)
  if not answer then return nil, err end
  return answers.confirmed(answer, what)
end

--- See `Client:create_tag`.
function tags.create_tag(client, given, opts)
  arguments.check("create_tag", 1, given, "string|table")
  local tag, err
  opts, err = arguments.options("create_tag", 2, opts, OPTIONS)
  if not opts then return nil, err end
  client = call_time.within(client, opts.timeout)
  tag, err = read_tag(given)
  if not tag then return nil, err end
  local call = { method = "POST", path = PATH, body = json.encode(tag), operation = "once", doubt = DOUBT }
  return perform(client, call, "the creation")
end

--- See `Client:delete_tag`.
function tags.delete_tag(client, given, opts)
  arguments.check("delete_tag", 1, given, "string|table")
  local tag, err
  opts, err = arguments.options("delete_tag", 2, opts, OPTIONS)
  if not opts then return nil, err end
  client = call_time.within(client, opts.timeout)
  tag, err = read_tag(given)
  if not tag then return nil, err end
  local call = { method = "DELETE", path = PATH, query = query.string(tag), operation = "write", removes = true }
  return perform(client, call, "the deletion")
end

return tags
