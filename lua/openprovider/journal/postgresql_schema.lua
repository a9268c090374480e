--- The schema of a journal in PostgreSQL: the first of the search path, which must be the same for all who share it.
--
-- Roles, databases and settings each have a search path. Two programs whose paths differ would share "one" journal and
-- create everybody twice. So where a journal is already, in another schema, the URL has to say which is meant.
--
-- @module openprovider.journal.postgresql_schema

local schema = require("openprovider.journal.schema")

local postgresql_schema = {}

local HERE = [[SELECT current_schema() AS name, CAST(source = 'client' AS INTEGER) AS is_named
  FROM pg_catalog.pg_settings WHERE name = 'search_path']]

local ALL = [[SELECT n.nspname AS name, CAST(n.nspname = ANY (current_schemas(false)) AS INTEGER) AS is_in_path
  FROM pg_catalog.pg_class AS c JOIN pg_catalog.pg_namespace AS n ON n.oid = c.relnamespace
  WHERE c.relname = ? AND c.relkind IN ('r', 'p') AND NOT pg_catalog.pg_is_other_temp_schema(n.oid)
    AND n.oid <> pg_catalog.pg_my_temp_schema() ORDER BY n.nspname]]

local ELSEWHERE = 'there is one in the schema "%s", and this one would be in "%s": say in the URL which is meant, with '
  .. "?options=-csearch_path%%3D%s or, for another journal, ?options=-csearch_path%%3D%s"

--- Finds the schema in which the journal is or would be, and raises if that is not plain. Only inside a transaction.
---@param database table
---@return boolean has_journal whether it has one
function postgresql_schema.look(database)
  local here = database:query(HERE)[1]
  if not here.name then database.fail("no schema has been selected: give the search path a schema that is there") end
  local has_one, other = false, nil
  for _, found in ipairs(database:query(ALL, schema.JOURNAL)) do
    if found.name == here.name then
      has_one = true
    elseif here.is_named == 0 or found.is_in_path == 1 then
      other = other or found.name
    end
  end
  -- Who names a schema that has a journal means that one.
  if other and not (has_one and here.is_named == 1) then
    database.fail(ELSEWHERE:format(other, here.name, other, here.name))
  end
  local dialect = database.dialect
  if dialect.schema and dialect.schema ~= here.name then
    database.fail(('its search path led to "%s" and leads to "%s" now: open it again')
      :format(dialect.schema, here.name))
  end
  dialect.schema = here.name
  return has_one
end

return postgresql_schema
