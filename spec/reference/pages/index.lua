--- The first page: what the others are about.

local index = {}

--- The page.
---@return string
function index.page()
  return [[
# Reference

These pages are made from the source by `make docs`. Guides are one folder up.

| page | what is in it |
| --- | --- |
| [functions](functions.md) | every function: how it is called, what it gives, its errors, an example |
| [types](types.md) | the tables that go in and come out |
| [options](options.md) | the options of a client |
| [errors](errors.md) | the kinds of errors, which function gives which, and the API's codes |
| [problems](problems.md) | what the check finds in a customer |
| [fields](fields.md) | the fields of a customer, and those of extensions |
| [command line](command-line.md) | the verbs of the command line |
]]
end

return index
