--- The option `token` as a function: a program that gets its tokens elsewhere gives a new one when it is asked.
--
-- It is asked for the first call, once a token's time is over, and after the API has refused one: at most twice for a
-- call. A token that was refused is not sent again, however often the program gives it. It is kept in a closure, as all
-- secrets are.
--
-- If the function calls the same client, that call would ask the function again, without end. So it is an error.
--
-- @module openprovider.auth.token_function

local callback = require("openprovider.concurrency.callback")
local core = require("openprovider.core")
local errors = require("openprovider.errors")

local NAME = "the function of option token"

local function wrong(...)
  return nil, errors.not_sent("config", NAME .. string.format(...))
end

-- What a function gave, as text without secrets. A token that cannot be one may be a part of one: it is not shown.
local function described(value)
  return type(value) == "string" and "a text that cannot be a token" or "a " .. type(value)
end

--- A token function of a program.
---@param fn openprovider.TokenFunction
---@param is_token fun(value: any): boolean
---@param hide fun(): function gives what keeps secrets out of a text
---@return table token_function `{ ask() -> token, expires_at | nil, err; refused(token); obstacle() -> err | nil }`
return function(fn, is_token, hide)
  local its, refused = {}, nil
  local askers = setmetatable({}, { __mode = "k" }) -- the coroutines in which the function runs
  local MAIN = {} -- for the main coroutine, if this Lua has no value for it

  -- Calls the function, and knows meanwhile where. -> ok, what it returned | false, what it raised
  local function call(last)
    local asker = coroutine.running() or MAIN
    askers[asker] = true
    local has_memory, ok, token, more = pcall(callback.ask, fn, last)
    askers[asker] = nil
    if not has_memory then error(ok, 0) end
    return ok, token, more
  end

  --- The error of a call that the function itself makes: its coroutine then is the running one, or waits for it.
  ---@return openprovider.Error|nil err
  function its.obstacle()
    for asker in pairs(askers) do
      local status = asker == MAIN and "running" or coroutine.status(asker)
      if status == "running" or status == "normal" then
        return errors.not_sent("config", NAME .. " called its own client, which waits for that function's token: "
          .. "use another client in it")
      end
    end
    return nil
  end

  --- Notes a token that the API has refused, for the next time that the program is asked.
  function its.refused(token)
    refused = token
  end

  --- Asks the program for a token.
  ---@param now number seconds since the epoch
  ---@return string|nil token
  ---@return number|openprovider.Error expires_at_or_err seconds since the epoch
  function its.ask(now)
    local last = refused
    local ok, token, more = call(last)
    if not ok then return wrong(" raised an error: %s", hide()(errors.one_line(tostring(token)))) end
    if token == nil and more ~= nil then
      local why = hide()(errors.one_line(tostring(more)))
      return nil, errors.not_sent("auth", NAME .. " gave no token: " .. why)
    end
    if not is_token(token) then return wrong(" gave %s; a text is expected", described(token)) end
    if more ~= nil and type(more) ~= "number" then
      return wrong(" gave a %s as the time when the token ends; seconds since the epoch are expected", type(more))
    end
    if more and (more <= now or more ~= more) then -- otherwise the program would be asked at each call
      return wrong(" gave %s as the time when the token ends, which is past; seconds since the epoch are expected, "
        .. "such as %s for an hour, or nothing", core.number_text(more), core.number_text(math.floor(now) + 3600))
    end
    if token == last then
      return nil, errors.not_sent("auth", "the API refused the token, and " .. NAME .. " gave the same one again")
    end
    refused = nil
    return token, more or math.huge
  end

  return its
end
