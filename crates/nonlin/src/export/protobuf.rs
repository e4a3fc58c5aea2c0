//! As much of the wire format of protocol buffers as an ONNX model needs; nothing is read, so a decoder is not here.

/// A message: its fields, one after the other.
#[derive(Clone, Default)]
pub(super) struct Message {
    bytes: Vec<u8>,
}

/// How the bytes of a field are laid out, in the lowest three bits of its tag.
const VARINT: u64 = 0;
const LENGTH: u64 = 2;

impl Message {
    /// Seven bits a byte, the lowest first; the eighth says that there is more.
    fn varint(&mut self, mut value: u64) {
        while value > 0x7f {
            self.bytes.extend((value & 0x7f | 0x80).to_le_bytes().first());
            value >>= 7;
        }
        self.bytes.extend(value.to_le_bytes().first());
    }

    /// With an integer that is not negative.
    #[must_use]
    pub(super) fn integer(mut self, field: u64, value: u64) -> Self {
        self.varint(field << 3 | VARINT);
        self.varint(value);
        self
    }

    /// With bytes.
    #[must_use]
    pub(super) fn bytes(mut self, field: u64, bytes: &[u8]) -> Self {
        self.varint(field << 3 | LENGTH);
        self.varint(bytes.len() as u64);
        self.bytes.extend_from_slice(bytes);
        self
    }

    /// With text.
    #[must_use]
    pub(super) fn text(self, field: u64, text: &str) -> Self {
        self.bytes(field, text.as_bytes())
    }

    /// With a message inside.
    #[must_use]
    pub(super) fn message(self, field: u64, message: &Self) -> Self {
        self.bytes(field, &message.bytes)
    }

    /// The encoded message.
    pub(super) fn into_bytes(self) -> Vec<u8> {
        self.bytes
    }
}

#[cfg(test)]
mod tests {
    use super::Message;

    /// The examples of the format's own documentation.
    #[test]
    fn fields_are_encoded_as_the_format_says() {
        assert_eq!(Message::default().integer(1, 150).into_bytes(), [0x08, 0x96, 0x01]);
        assert_eq!(Message::default().text(2, "testing").into_bytes(), *b"\x12\x07testing");
        let inner = Message::default().integer(1, 150);
        assert_eq!(Message::default().message(3, &inner).into_bytes(), [0x1a, 0x03, 0x08, 0x96, 0x01]);
        assert_eq!(Message::default().integer(1, 0).into_bytes(), [0x08, 0x00]);
    }
}
