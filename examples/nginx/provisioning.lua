-- Answers a POSTed customer with its handle. What nginx.conf needs for it stands there.
local cjson = require "cjson.safe"
local openprovider = require "openprovider"

local client = assert(openprovider.new { timeout = 30 })

local provisioning = {}

-- The HTTP status for each kind of error. The others are this server's own trouble: they are logged, not told.
local STATUS = {
  invalid = 422, rejected = 422,
  rate_limited = 503, maintenance = 503, network = 503, timeout = 503, tls = 503,
  outcome_unknown = 502,
}

-- Seconds after which it is worth another try where the API does not say.
local RETRY_AFTER = 10

local function answer(status, value)
  ngx.status = status
  ngx.header["Content-Type"] = "application/json"
  ngx.say(cjson.encode(value))
end

-- What a caller is told of each problem.
local function problems_of(err)
  local problems = {}
  for index, problem in ipairs(err.problems or {}) do
    problems[index] = { path = problem.path, code = problem.code, message = problem.message }
  end
  return err.problems and problems
end

local function refuse(err, repeatable)
  local status = STATUS[err.kind]
  if not status then
    ngx.log(ngx.ERR, tostring(err))
    return answer(500, { error = "the server is not set up right" })
  end
  -- With a key the same request can be sent again, whatever became of this one.
  if err.kind == "outcome_unknown" and repeatable then status = 503 end
  if status == 503 then ngx.header["Retry-After"] = math.ceil(err.retry_after or RETRY_AFTER) end
  answer(status, { error = err.message, kind = err.kind, field = err.field, problems = problems_of(err) })
end

function provisioning.create()
  if ngx.req.get_method() ~= "POST" then
    ngx.header["Allow"] = "POST"
    return answer(405, { error = "only POST is allowed" })
  end
  ngx.req.read_body()
  local customer = cjson.decode(ngx.req.get_body_data() or "")
  if type(customer) ~= "table" then
    return answer(400, { error = "the body is no JSON object" })
  end
  -- Who sends a key may send the same request again, and gets the same handle.
  local key = ngx.var.http_idempotency_key
  local handle, details = client:create_customer(customer, { reference = key })
  if not handle then return refuse(details, key ~= nil) end
  answer(details.created and 201 or 200, { handle = handle })
end

return provisioning
