--- The text of nginx's configuration.
local configuration = {}

local TEXT = [[
load_module /usr/lib/nginx/modules/ndk_http_module.so;
load_module /usr/lib/nginx/modules/ngx_http_lua_module.so;
# One process: it sees by itself when its caller is gone, and nobody else is left then.
master_process off;
daemon off;
worker_processes 1;
pid "${directory}/nginx.pid";
error_log "${directory}/error.log" warn;
events { worker_connections 4096; }
http {
  access_log off;
  server_tokens off;
  default_type text/plain;
  client_body_temp_path "${directory}/body";
  proxy_temp_path "${directory}/proxy";
  fastcgi_temp_path "${directory}/fastcgi";
  uwsgi_temp_path "${directory}/uwsgi";
  scgi_temp_path "${directory}/scgi";
  client_max_body_size 64m;
  client_body_buffer_size 1m;
  # Answers 444 by RST; a location that wants FIN switches it off.
  reset_timedout_connection on;
  lua_package_path "${root}/lua/?.lua;${root}/lua/?/init.lua;${root}/?.lua;/usr/share/lua/5.1/?.lua;;";
  ssl_protocols TLSv1.2 TLSv1.3;
  init_by_lua_block { require("spec.sandbox.app").configure("${directory}/settings.json") }
  init_worker_by_lua_block { require("spec.sandbox.app").watch_parent() }

  server {
    listen 127.0.0.1:${http};
    listen 127.0.0.1:${https} ssl;
    listen 127.0.0.1:${http2} ssl http2;
    ${elsewhere}
    ssl_certificate "${directory}/server.pem";
    ssl_certificate_key "${directory}/server.key";
    include "${directory}/locations.conf";
  }
  server {
    listen 127.0.0.1:${wrong_host} ssl;
    ssl_certificate "${directory}/stranger.pem";
    ssl_certificate_key "${directory}/stranger.key";
    include "${directory}/locations.conf";
  }
  # Wants another protocol's first line before anything, and closes each connection without it.
  server {
    listen 127.0.0.1:${deaf} proxy_protocol;
  }
}
]]

-- Where others on the network of an address find the sandbox.
local ELSEWHERE = "listen ${address}:${https} ssl; listen ${address}:${http2} ssl http2;"

local LOCATIONS = [[
location / { content_by_lua_block { require("spec.sandbox.app").serve() } }
location /_sandbox/ { content_by_lua_block { require("spec.sandbox.app").control() } }
location @plain_close { reset_timedout_connection off; return 444; }
# For benchmarks: nginx alone, no Lua, fixed answers.
location = /fast/v1beta/auth/login {
  default_type application/json;
  return 200 '{"code":0,"desc":"","data":{"token":"20d65561c9636d262e59aec8582c20c7","reseller_id":123456}}';
}
location = /fast/v1beta/customers {
  default_type application/json;
  if ($request_method = GET) { return 200 '{"code":0,"desc":"","data":{"results":[],"total":0}}'; }
  return 200 '{"code":0,"desc":"","data":{"handle":"CV${connection}00000${connection_requests}-NL"}}';
}
]]

local function write(path, text)
  local file = assert(io.open(path, "w"))
  file:write(text)
  file:close()
end

--- Writes `nginx.conf` and what it includes.
---@param directory string
---@param root string the project's root
---@param ports table<string, integer> `http`, `https`, `http2`, `wrong_host`, `deaf`
---@param address? string another one to listen on, over TLS alone
function configuration.write(directory, root, ports, address)
  local values = { directory = directory, root = root, address = address, elsewhere = "" }
  for name, port in pairs(ports) do
    values[name] = tostring(port)
  end
  if address then
    values.elsewhere = ELSEWHERE:gsub("%${([%w_]+)}", values)
  end
  write(directory .. "/nginx.conf", (TEXT:gsub("%${([%w_]+)}", values)))
  write(directory .. "/locations.conf", LOCATIONS)
end

return configuration
