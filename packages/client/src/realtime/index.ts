export { subscribeForever, type ForeverOptions, type StreamEvent, type StreamStatus } from './forever.ts';
export { overEvents, type EventsOptions } from './sse.ts';
export { overWebSocket, type WebSocketOptions } from './websocket.ts';
export { Disconnected, type StreamRequest, type StreamResult, type Transport } from './transport.ts';
