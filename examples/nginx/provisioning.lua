-- Answers a POSTed customer with its handle. nginx.conf, beside this file, has the configuration for it.
local cjson = require "cjson.safe"
local openprovider = require "openprovider"

local client = assert(openprovider.new { timeout = 30 })

local provisioning = {}

-- The HTTP status for each kind of error about the customer. The caller gets its details.
local ABOUT_CUSTOMER = { invalid = 422, rejected = 422, conflict = 409 }

-- Answers for other kinds of error. These are logged, because they may have details that are not for callers.
local TOLD = {
  rate_limited = { 503, "too many customers are created; try again later" },
  maintenance = { 503, "the registrar is closed for the moment" },
  network = { 503, "the registrar cannot be reached" },
  timeout = { 503, "the registrar took too long" },
  tls = { 503, "the registrar cannot be reached" },
  outcome_unknown = { 502, "it is not known whether the customer was created" },
}
local NOT_TOLD = { 500, "the server is not set up right" }

-- Seconds until another try, if the API does not say.
local RETRY_AFTER = 10

local function answer(status, value)
  ngx.status = status
  ngx.header["Content-Type"] = "application/json"
  ngx.say(cjson.encode(value))
end

-- The problems of an error, for the caller.
local function problems_of(err)
  local problems = {}
  for index, problem in ipairs(err.problems or {}) do
    problems[index] = { path = problem.path, code = problem.code, message = problem.message }
  end
  return err.problems and problems
end

local function refuse(err, repeatable)
  local status = ABOUT_CUSTOMER[err.kind]
  if status then
    return answer(status, { error = err.message, kind = err.kind, field = err.field, problems = problems_of(err) })
  end
  ngx.log(ngx.ERR, err.kind, ": ", tostring(err))
  local told = TOLD[err.kind] or NOT_TOLD
  status = told[1]
  -- With a key the same request can be sent again, whatever happened to this one.
  if err.kind == "outcome_unknown" and repeatable then status = 503 end
  if status == 503 then ngx.header["Retry-After"] = math.ceil(err.retry_after or RETRY_AFTER) end
  answer(status, { error = told[2], kind = TOLD[err.kind] and err.kind })
end

-- Whether the body is JSON, by its header. A page of another site can only send forms and plain text without asking
-- first.
local function is_json()
  local content_type = (ngx.var.http_content_type or ""):lower()
  return content_type:match("^%s*([^;%s]*)") == "application/json"
end

-- The request's body, which nginx may have put into a file.
local function body()
  ngx.req.read_body()
  local path = ngx.req.get_body_file()
  if not path then return ngx.req.get_body_data() or "" end
  local file = assert(io.open(path, "rb"))
  local text = file:read("*a")
  file:close()
  return text
end

function provisioning.create()
  if ngx.req.get_method() ~= "POST" then
    ngx.header["Allow"] = "POST"
    return answer(405, { error = "only POST is allowed" })
  end
  if not is_json() then return answer(415, { error = "the body must be application/json" }) end
  local text = body()
  local customer = cjson.decode(text)
  if type(customer) ~= "table" or not text:find("^%s*{") then
    return answer(400, { error = "the body is no JSON object" })
  end
  -- The same request can be sent again with the same key, and gets the same handle. If the key is that of another
  -- customer (another name or company), the call is a conflict.
  local key = ngx.var.http_idempotency_key
  local handle, details = client:create_customer(customer, { reference = key })
  if not handle then return refuse(details, key ~= nil) end
  answer(details.created and 201 or 200, { handle = handle })
end

return provisioning
