--- The verb that creates the customers of a file.
-- The file is read twice: once to check every row, and, if all are right, once more to create the customers. So all
-- mistakes are known before anything is sent, and memory does not grow with the file.
--
-- @module openprovider.cli.verbs.import

local argument = require("openprovider.cli.argument")
local exit_codes = require("openprovider.cli.exit_codes")
local libraries = require("openprovider.cli.libraries")
local report = require("openprovider.cli.output.report")
local wrong_option = require("openprovider.bulk.options")

local ONLY_SHOWS = "only shows the first rows"

-- Options that cannot be given together, and why.
local APART = {
  { "reference", "no_reference", "says that there are none" },
  { "journal", "no_reference", "leaves nothing by which a journal could find what was sent" },
  { "reference", "allow_duplicates", "is for files without keys of your own: give each row a key of its own" },
  { "report", "preview", ONLY_SHOWS }, { "rejects", "preview", ONLY_SHOWS }, { "journal", "preview", ONLY_SHOWS },
  { "json", "preview", ONLY_SHOWS },
}

local function option_name(name)
  return "--" .. name:gsub("_", "-")
end

-- The name of an option that has no effect together with this one. -> name | nil
local function unused_by(alone, given)
  if given.file then return "FILE" end
  for _, option in ipairs(given.verb.options) do
    local value = given[option.name:sub(3):gsub("-", "_")]
    local is_given = value ~= nil and (type(value) ~= "table" or value[1] ~= nil)
    if is_given and option.name ~= alone and option.with ~= alone then return option.name end
  end
  return nil
end

-- Whether the column `problem` of the rejects has another meaning in the file.
local function uses_problem(given)
  for _, change in ipairs(given.map) do
    if change.name == "problem" and change.path ~= "" then return true end
  end
  return given.reference == "problem"
end

-- What is wrong with the options. -> message | nil
local function wrong_with(given)
  if given.status then
    local name = unused_by("--status", given)
    return name and "--status only shows a journal: " .. name .. " cannot be given with it"
  end
  if given.watch then return "--watch is for --status" end
  if given.template then
    local name = unused_by("--template", given)
    return name and "--template only writes a file to start from: " .. name .. " cannot be given with it"
  end
  if not given.file then return "a file is expected, or - for standard input" end
  for _, pair in ipairs(APART) do
    local one, other, why = pair[1], pair[2], pair[3]
    if given[one] and given[other] then
      return string.format("%s and %s cannot be given together: %s %s", option_name(one), option_name(other),
        option_name(other), why)
    end
  end
  if given.rejects and uses_problem(given) then
    return "--rejects adds a column named problem, and the file has one already: rename it in the file"
  end
  local name, why = wrong_option(given)
  return name and option_name(name) .. " " .. why
end

-- Loads a module of the import. Other verbs do not need them.
local function part(name)
  return require("openprovider.cli.import." .. name)
end

local function import(given, client)
  local wrong = wrong_with(given)
  if wrong then return report.wrong_call(wrong, "import") end
  if given.status then return part("journal_status")(given) end
  if given.template then return part("template")(given.template, given.quiet) end
  if pcall(require, "lpeg") then return part("run")(given, client) end
  report.fail("LPeg, which reads the file, is missing: " .. libraries.advice("lpeg"), { kind = "config" })
  return exit_codes.FAILED
end

-- Neither a check nor a look into a journal needs credentials.
local function is_online(given)
  local sends = given.file and not given.status and not given.dry_run and not given.preview
  return sends and not wrong_with(given)
end

return {
  { name = "import", run = import, group = "Customers", online = is_online, summary = "create the customers of a file",
    description = "Create the customers of a CSV or JSON file. Every row is checked first; if any is not valid, "
      .. "nothing is sent. It can be interrupted or killed at any moment and run again, with the rows in any order: a "
      .. "customer that is there already is found and not created again. Ctrl-C waits for the answers to what was "
      .. "sent; a second Ctrl-C ends that wait.",
    arguments = { { name = "file", argname = "FILE", args = "?", convert = argument.path,
      description = "the file; - for standard input" } },
    options = {
      { name = "--format", argname = "FORMAT", choices = { "csv", "json", "jsonl" },
        description = "csv, or json: an array, or one object a line (jsonl); without it, the file's content decides" },
      { name = "--encoding", argname = "NAME", convert = function(text) return part("encoding.names").read(text) end,
        description = "the file's encoding, such as WINDOWS-1250, if it is not UTF-8" },
      { name = "--map", argname = "COLUMN=PATH", count = "*",
        convert = function(text) return part("columns.options").read_map(text) end,
        description = "what field a column is, such as 'E-mail=email'; COLUMN= leaves it out" },
      { name = "--default", argname = "PATH=VALUE", count = "*",
        convert = function(text) return part("columns.options").read_default(text) end,
        description = "a value for rows that have none of their own, such as address.country=NL" },
      { name = "--allow-name", argname = "TEXT", count = "*",
        description = "a name to accept, such as None or X, which would stop the import otherwise" },
      { name = "--reference", argname = "COLUMN",
        description = "the column with your own keys for the customers; without it a "
          .. "key is made of company, name and e-mail" },
      { name = "--no-reference", args = 0,
        description = "keep no key in the customers' comments: a second run creates all of them again" },
      { name = "--allow-duplicates", args = 0,
        description = "create one customer for each row, also where rows have the same customer" },
      { name = "--journal", argname = "PATH", convert = argument.path,
        description = "record what is sent, and the results, in this file; or in "
          .. "postgresql://… for several machines" },
      { name = "--status", argname = "JOURNAL", convert = argument.path,
        description = "show how far the import with this journal is" },
      { name = "--watch", args = 0, with = "--status", description = "with --status: show it again until all is done" },
      { name = "--template", argname = "PATH", convert = argument.path,
        description = "write a file to start from, with only the header row; - for standard output" },
      { name = "--concurrency", argname = "N", convert = argument.count,
        description = "requests in flight at most (16)" },
      { name = "--dry-run", args = 0, description = "check every row, and send nothing" },
      { name = "--preview", argname = "[N]", lacking = "5", convert = argument.count,
        description = "show the first rows (5) as the customers that would be sent, and send nothing" },
      { name = "--skip-invalid", args = 0, description = "create the valid rows even if other rows are not valid" },
      { name = "--report", argname = "PATH", convert = argument.written_path,
        description = "write status, handle and problem of each row to this file, as CSV" },
      { name = "--rejects", argname = "PATH", convert = argument.written_path,
        description = "write the rows that were not created to this file, unchanged, "
          .. "each with its problem: correct them, and import that file" },
      { name = "--verbose", args = 0, description = "show all columns, and each problem by itself, not in groups" },
      { name = "--progress", argname = "FORM", choices = { "bar", "lines", "json" },
        description = "how progress is shown on standard error: bar, lines or json" },
      { name = "--settle", argname = "SECONDS", convert = argument.number,
        description = "seconds after which lists certainly show a new customer (10)" },
    },
    example = "openprovider import customers.csv --report handles.csv\n"
      .. "openprovider import customers.csv --skip-invalid --rejects rejects.csv\n"
      .. "openprovider import customers.csv --journal customers.journal\n"
      .. "openprovider import --status customers.journal --watch" },
}
