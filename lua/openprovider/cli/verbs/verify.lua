--- Verbs about the verification of e-mail addresses.
--
-- @module openprovider.cli.verbs.verify

local argument = require("openprovider.cli.argument")
local json_text = require("openprovider.cli.output.json_text")
local report = require("openprovider.cli.output.report")
local result = require("openprovider.cli.output.result")
local rows = require("openprovider.cli.output.rows")
local exit_codes = require("openprovider.cli.exit_codes")
local output = require("openprovider.cli.output")
local page = require("openprovider.list.page")
local pages = require("openprovider.cli.output.pages")

local NAMES = { "domain", "handle", "email", "status", "description", "expiration_date", "is_suspended" }

local COLUMNS = rows.columns(NAMES)

local SHAPE = { order = json_text.order(NAMES), columns = COLUMNS, cells = COLUMNS }

local EMAIL = { name = "--email", argname = "EMAIL", count = 1, description = "the address" }
local HANDLE = { name = "--handle", argname = "HANDLE", description = "the customer who has this address" }
local LANGUAGE = { name = "--language", argname = "LANGUAGE", description = "language of the message, such as en" }
local TAG = { name = "--tag", argname = "TAG", description = "tag of the message's template" }

local FILTERS = {
  { name = "--email", argname = "EMAIL", description = "address of the domain's owner" },
  { name = "--domain", argname = "DOMAIN", description = "domain, such as example.com" },
  { name = "--domain-id", argname = "ID", description = "number of the domain", convert = argument.number },
  { name = "--handle", argname = "HANDLE", description = "handle of the domain's owner" },
  { name = "--status", argname = "STATUS", description = "such as verified" },
  { name = "--description", argname = "TEXT", description = "description" },
  { name = "--is-suspended", argname = "BOOLEAN", choices = { "true", "false" },
    convert = { ["true"] = true, ["false"] = false }, description = "true or false" },
  { name = "--limit", argname = "N", description = "one page of N domains, 1000 at most", convert = argument.number },
  { name = "--offset", argname = "N", description = "one page, after the first N domains", convert = argument.number },
}

local function how_to_look(given)
  return "`openprovider verify list --email " .. given.email .. "` shows how far it is"
end

local function start(given, client)
  local id, details = client:start_email_verification {
    email = given.email, handle = given.handle, language = given.language, tag = given.tag,
  }
  if not id then return report.failure(details, given.email, how_to_look(given)) end
  report.details(details)
  local text = string.format("%d", id)
  if given.json then
    return result({ "email", "id" }, { email = given.email, id = id }, "the verification was started: " .. text)
  end
  output.write(text, "\n")
  return output.finish(exit_codes.DONE, "the verification was started: " .. text)
end

local function restart(given, client)
  local ok, details = client:restart_email_verification {
    email = given.email, language = given.language, tag = given.tag,
  }
  if not ok then return report.failure(details, given.email, how_to_look(given)) end
  report.details(details)
  if given.json then
    return result({ "email", "restarted" }, { email = given.email, restarted = true }, "the message was sent again")
  end
  if not given.quiet then output.tell(given.email, ": sent again") end
  return exit_codes.DONE
end

local function one_page(given, client, filter)
  local found, details = client:email_verifications(filter)
  if not found then return report.failure(details) end
  report.details(details)
  return rows.page(given, SHAPE, found)
end

-- An iterator over the rows of all pages, as of `Client:customers`.
local function each(client, filter)
  local info, found, index = { seen = 0 }, { results = {} }, 0
  -- Reads the page after the rows that were seen. -> err
  local function read()
    local err
    filter.limit, filter.offset, index = page.MOST_ROWS, info.seen, 0
    found, err = client:email_verifications(filter)
    if not found then return err end
    info.total, info.api_warnings, info.maintenance = found.total, err.api_warnings, err.maintenance
  end
  return function()
    if not found.results[index + 1] and (info.seen == 0 or not info.total or info.seen < info.total) then
      local err = read()
      if err then return false, nil, err end
    end
    index = index + 1
    if not found.results[index] then return nil end
    info.seen = info.seen + 1
    return found.results[index], info
  end
end

local function list(given, client)
  local filter = argument.picked(FILTERS, given)
  if filter.limit or filter.offset then return one_page(given, client, filter) end
  return pages(given, { name = "domains", shape = SHAPE }, each(client, filter))
end

return {
  { name = "verify", group = "Tags and e-mail addresses", summary = "verify e-mail addresses", verbs = {
    { name = "start", run = start, online = true,
      summary = "send a message to an address, and print the number of the verification",
      options = {
        EMAIL, HANDLE, LANGUAGE, TAG,
      },
      example = "openprovider verify start --email jan@example.com" },
    { name = "restart", run = restart, online = true, summary = "send the message again",
      options = { EMAIL, LANGUAGE, TAG },
      example = "openprovider verify restart --email jan@example.com" },
    { name = "list", run = list, online = true,
      summary = "list domains and whether their owners' addresses are verified",
      formats = rows.FORMATS, options = FILTERS,
      example = "openprovider verify list --output table" },
  } },
}
