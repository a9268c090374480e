--- Verbs about tags.
--
-- @module openprovider.cli.verbs.tags

local json_text = require("openprovider.cli.output.json_text")
local report = require("openprovider.cli.output.report")
local result = require("openprovider.cli.output.result")
local rows = require("openprovider.cli.output.rows")
local exit_codes = require("openprovider.cli.exit_codes")
local output = require("openprovider.cli.output")

local NAMES = { "key", "value" }

local COLUMNS = rows.columns(NAMES)

local SHAPE = { order = json_text.order(NAMES), columns = COLUMNS, cells = COLUMNS }

local VALUE = { name = "value", argname = "VALUE", description = "the tag, such as VIP" }

local function list(given, client)
  local page, details = client:list_tags { value = given.value }
  if not page then return report.failure(details) end
  report.details(details)
  return rows.page(given, SHAPE, page)
end

-- A verb that changes one tag. `done` says what happened to it.
local function change(operation, done)
  return function(given, client)
    local ok, details = client[operation](client, given.value)
    if not ok then return report.failure(details, given.value, "`openprovider tags list` shows it") end
    report.details(details)
    if given.json then return result({ "value", done }, { value = given.value, [done] = true }, done) end
    if not given.quiet then output.tell(given.value, ": ", done) end
    return exit_codes.DONE
  end
end

return {
  { name = "tags", group = "Tags and e-mail addresses",
    summary = "list, create and delete the tags of customers", verbs = {
    { name = "list", run = list, online = true, summary = "list tags",
      formats = rows.FORMATS,
      options = { { name = "--value", argname = "VALUE", description = "only this tag" } },
      example = "openprovider tags list --output table" },
    { name = "create", run = change("create_tag", "created"), online = true, summary = "create a tag",
      arguments = { VALUE },
      example = "openprovider tags create Reseller" },
    { name = "delete", run = change("delete_tag", "deleted"), online = true, summary = "delete a tag",
      arguments = { VALUE },
      example = "openprovider tags delete VIP" },
  } },
}
