-- The program that storm_spec.lua kills: creates references 1 to n, and goes on after the last one that is done.
--   lua creates.lua BASE_URL USERNAME PASSWORD N DONE_FILE TOKEN_FILE
local creating = require("spec.matrix.creating")
local base_url, username, password, last, done, tokens = arg[1], arg[2], arg[3], arg[4], arg[5], arg[6]
local store = require("openprovider.auth.stores.file").new(tokens)
creating.run(creating.client(base_url, username, password, store), tonumber(last), done)
