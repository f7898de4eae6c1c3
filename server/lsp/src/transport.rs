//! Messages in and out of the process. Every message is first touched in the order in which it came,
//! so a request handler that enqueues before its first `.await` enqueues in that order; and a message
//! that is no message costs an error answer, not the connection.

use std::{
    io::{self, BufRead, BufReader, Read, Write},
    sync::mpsc,
    task::Poll,
    thread,
};

use futures::{SinkExt, StreamExt};
use serde_json::Value;
use tokio::sync::mpsc::{Receiver, channel};
use tower_lsp::{
    ClientSocket, LanguageServer, LspService,
    jsonrpc::{Error, Id, Request, Response},
};
use tower_service::Service;

use crate::newer;

/// The largest message that is read, in bytes; a longer one is skipped and answered with an error.
const MESSAGE_LIMIT: u64 = 256 << 20;
/// Messages read ahead of the loop.
const READ_AHEAD: usize = 64;

/// One message from the client, or why it is none.
enum Incoming {
    Request(Request),
    Response(Response),
    Malformed(Error),
}

/// Serves until `exit`, or until the client closes its end; returns when every answer is written.
pub(crate) async fn serve<S: LanguageServer>(service: LspService<S>, socket: ClientSocket) {
    let (incoming_sender, incoming) = channel(READ_AHEAD);
    // Not joined: while the client keeps its end open, the thread sits in a read that nothing can end.
    thread::spawn(move || read_messages(BufReader::new(io::stdin()), &incoming_sender));
    let (outgoing, outgoing_receiver) = mpsc::channel();
    let writer = thread::spawn(move || write_messages(&mut io::stdout(), &outgoing_receiver));
    exchange(service, socket, incoming, outgoing).await;
    if writer.join().is_err() {
        tracing::error!("the thread that writes answers has panicked");
    }
}

async fn exchange<S: LanguageServer>(
    mut service: LspService<S>,
    socket: ClientSocket,
    mut incoming: Receiver<Incoming>,
    outgoing: mpsc::Sender<Vec<u8>>,
) {
    let (mut to_client, mut from_client) = socket.split();
    let mut running = tokio::task::JoinSet::new();
    loop {
        tokio::select! {
            // What we ask of the client goes out before more work comes in.
            biased;
            Some(request) = to_client.next() => send(&outgoing, &request),
            Some(_) = running.join_next() => {}
            message = incoming.recv() => match message {
                Some(Incoming::Request(request)) => {
                    let ends = request.method() == "exit";
                    let outgoing = outgoing.clone();
                    let answer = service.call(request);
                    let mut handled = Box::pin(async move {
                        if let Ok(Some(response)) = answer.await {
                            send(&outgoing, &response);
                        }
                    });
                    // The first step is taken here, in wire order; the rest on any thread.
                    let first = std::future::poll_fn(|cx| Poll::Ready(handled.as_mut().poll(cx))).await;
                    if first.is_pending() {
                        running.spawn(handled);
                    }
                    if ends {
                        break;
                    }
                }
                Some(Incoming::Response(response)) => {
                    if from_client.send(response).await.is_err() {
                        break;
                    }
                }
                Some(Incoming::Malformed(error)) => send(&outgoing, &Response::from_error(Id::Null, error)),
                // The client has closed its end, but may still read: what it asked is answered.
                None => {
                    while running.join_next().await.is_some() {}
                    break;
                }
            },
        }
    }
}

fn send(outgoing: &mpsc::Sender<Vec<u8>>, message: &impl serde::Serialize) {
    match serde_json::to_vec(message) {
        // A closed channel means that nobody reads any more.
        Ok(bytes) => drop(outgoing.send(bytes)),
        Err(error) => tracing::error!("an answer could not be written: {error}"),
    }
}

fn write_messages(output: &mut impl Write, messages: &mpsc::Receiver<Vec<u8>>) {
    let mut frame = Vec::new();
    while let Ok(first) = messages.recv() {
        frame.clear();
        // What has piled up meanwhile goes out in one write.
        for body in std::iter::once(first).chain(messages.try_iter()) {
            frame.extend_from_slice(format!("Content-Length: {}\r\n\r\n", body.len()).as_bytes());
            frame.extend_from_slice(&body);
        }
        if output.write_all(&frame).and_then(|()| output.flush()).is_err() {
            return;
        }
    }
}

fn read_messages(mut input: impl BufRead, messages: &tokio::sync::mpsc::Sender<Incoming>) {
    while let Ok(Some(frame)) = read_frame(&mut input) {
        let message = match frame {
            Frame::Body(body) => parse(&body),
            Frame::Damaged => Incoming::Malformed(Error::parse_error()),
        };
        if messages.blocking_send(message).is_err() {
            return;
        }
    }
}

fn parse(body: &[u8]) -> Incoming {
    let Ok(mut value) = serde_json::from_slice::<Value>(body) else {
        return Incoming::Malformed(Error::parse_error());
    };
    newer::incoming(&mut value);
    let parsed = if value.get("method").is_some() {
        serde_json::from_value(value).map(Incoming::Request)
    } else {
        serde_json::from_value(value).map(Incoming::Response)
    };
    parsed.unwrap_or_else(|_| Incoming::Malformed(Error::invalid_request()))
}

/// The bytes between two headers.
#[derive(Debug, PartialEq, Eq)]
enum Frame {
    Body(Vec<u8>),
    /// No header that says a length, or a length beyond the limit; the bytes are skipped.
    Damaged,
}

/// Reads header lines until an empty one, then the body; `None` at the end of the input.
fn read_frame(input: &mut impl BufRead) -> io::Result<Option<Frame>> {
    let mut length = None;
    let mut line = Vec::new();
    loop {
        line.clear();
        if input.read_until(b'\n', &mut line)? == 0 {
            return Ok(None);
        }
        let header = line.trim_ascii();
        if header.is_empty() {
            match length {
                Some(length) => return read_body(input, length).map(Some),
                None => return Ok(Some(Frame::Damaged)),
            }
        }
        // Garbage in front of a header (the rest of a body whose length was wrong) is passed over.
        length = content_length(header).or(length);
    }
}

fn read_body(input: &mut impl BufRead, length: u64) -> io::Result<Frame> {
    let mut body = input.take(length);
    if length > MESSAGE_LIMIT {
        io::copy(&mut body, &mut io::sink())?;
        return Ok(Frame::Damaged);
    }
    let mut bytes = Vec::new();
    body.read_to_end(&mut bytes)?;
    Ok(Frame::Body(bytes))
}

fn content_length(line: &[u8]) -> Option<u64> {
    const NAME: &[u8] = b"content-length:";
    let lower = line.to_ascii_lowercase();
    let at = lower.windows(NAME.len()).rposition(|window| window == NAME)?;
    std::str::from_utf8(line.get(at + NAME.len()..)?).ok()?.trim().parse().ok()
}

/// What those messages are answered with, without a process around it.
#[cfg(test)]
pub(crate) async fn answers<S: LanguageServer>(
    service: LspService<S>,
    socket: ClientSocket,
    messages: &[Value],
) -> Vec<Value> {
    let (incoming_sender, incoming) = channel(READ_AHEAD);
    let (outgoing, answers) = mpsc::channel();
    for message in messages {
        incoming_sender.try_send(parse(message.to_string().as_bytes())).ok().unwrap();
    }
    drop(incoming_sender);
    exchange(service, socket, incoming, outgoing).await;
    answers.iter().map(|answer| serde_json::from_slice(&answer).unwrap()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn frames(mut input: &[u8]) -> Vec<Frame> {
        std::iter::from_fn(|| read_frame(&mut input).unwrap()).collect()
    }

    fn body(text: &str) -> Frame {
        Frame::Body(text.into())
    }

    #[test]
    fn a_frame_is_as_long_as_its_header_says() {
        let input =
            b"Content-Length: 2\r\n\r\n{}content-length:4\r\nContent-Type: x; charset=utf-8\r\n\r\nnull";
        assert_eq!(frames(input), [body("{}"), body("null")]);
    }

    #[test]
    fn a_header_without_a_length_costs_itself() {
        let input = b"Content-Typo: 2\r\n\r\nContent-Length: 2\r\n\r\n{}";
        assert_eq!(frames(input), [Frame::Damaged, body("{}")]);
    }

    #[test]
    fn the_rest_of_a_body_that_was_longer_than_said_is_passed_over() {
        let input = b"Content-Length: 2\r\n\r\n{} and moreContent-Length: 2\r\n\r\n[]";
        assert_eq!(frames(input), [body("{}"), body("[]")]);
    }
}
