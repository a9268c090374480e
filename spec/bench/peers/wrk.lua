--- A peer of `create_customers`: wrk, which sends requests that are ready-made and looks only at the status of answers.
--
--     wrk -t1 -cIN_FLIGHT -dSECONDSs -s wrk.lua URL/customers -- TOKEN BODIES
--
-- Prints the microseconds of processor time that a call took, and how many calls it were.
-- luacheck: globals wrk setup init request done

local threads, requests, next_request = {}, {}, 0

function setup(thread)
  threads[1] = thread
end

function init(arguments)
  wrk.method = "POST"
  wrk.headers["Authorization"] = "Bearer " .. arguments[1]
  wrk.headers["Content-Type"] = "application/json"
  wrk.headers["Accept"] = "application/json"
  for body in io.lines(arguments[2]) do requests[#requests + 1] = wrk.format(nil, nil, nil, body) end
  began = os.clock() -- luacheck: ignore 111 (a thread's globals are what `done` can see)
end

function request()
  next_request = next_request % #requests + 1
  return requests[next_request]
end

function done(summary)
  local errors = summary.errors
  assert(errors.status + errors.connect + errors.read + errors.timeout == 0, "a call was refused")
  print(("processor %.3f"):format((os.clock() - threads[1]:get("began")) * 1e6 / summary.requests))
  print(("calls %d"):format(summary.requests))
end
