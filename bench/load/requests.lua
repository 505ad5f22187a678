-- For wrk: sends GET requests for some addresses in turn, and prints what came of it as JSON.
--
--   wrk ... -s requests.lua <url> -- <file>
--
-- The file holds headers, an empty line, and the paths, one a line. There is no callback for each answer: it would cost more
-- than the answer does, and wrk would become the limit. Statuses from 400 on are counted by wrk itself, others show in
-- the bytes that came.

local requests = {}
local number = 0

function init(args)
  local headers, paths, inPaths = {}, {}, false
  for line in io.lines(args[1]) do
    if inPaths then
      paths[#paths + 1] = line
    elseif line == "" then
      inPaths = true
    else
      local name, value = line:match("^([^:]+): (.*)$")
      headers[name] = value
    end
  end
  for index, path in ipairs(paths) do
    requests[index] = wrk.format("GET", path, headers)
  end
end

function request()
  number = number % #requests + 1
  return requests[number]
end

function done(summary, latency)
  local errors = summary.errors
  io.write(string.format(
    '\n{"requests":%d,"microseconds":%d,"bytes":%d,"refused":%d,"connect":%d,"read":%d,"write":%d,"timeout":%d,' ..
    '"p50":%d,"p99":%d}\n',
    summary.requests, summary.duration, summary.bytes, errors.status, errors.connect, errors.read, errors.write,
    errors.timeout, latency:percentile(50), latency:percentile(99)
  ))
end
