import { problem } from './server.mjs';

export function studioRoute(_request, response) {
  return problem(response, 401, 'unauthorized', 'sign in first');
}

export function studioUpgrade(_request, socket) {
  socket.destroy();
}
