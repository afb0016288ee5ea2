using System.Buffers.Binary;
using Kpu.Outreach.Media;
using Kpu.Outreach.Primitives;

namespace Kpu.Outreach.Testing.Adapters;

/// <summary>Media that are made as they are read: a picture of one pixel, and films of any length that are nowhere held.</summary>
internal sealed class SampleMedia : IMediaLibrary
{
    private static readonly byte[] Png = Convert.FromBase64String("iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==");

    /// <summary>Called while a film is read, with how much of it was.</summary>
    public Action<long>? Read { get; set; }

    public static MediaRef Picture { get; } = new() { Path = "media/titik.png", Hash = ContentHash.Of(Png), Length = Png.Length, ContentType = "image/png", Width = 1, Height = 1 };

    public static MediaRef Film(long length) => new()
    {
        Path = FormattableString.Invariant($"media/film-{length}.mp4"),
        Hash = ContentHash.Of(BitConverter.GetBytes(length)),
        Length = length,
        ContentType = "video/mp4",
        Width = 720,
        Height = 1280,
        Duration = TimeSpan.FromSeconds(30),
    };

    public ValueTask<Stream> OpenAsync(MediaRef media, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(media);
        return ValueTask.FromResult<Stream>(media.IsImage ? new MemoryStream(Png, writable: false) : new Endless(media.Length, Read));
    }

    /// <summary>A stream of so many bytes that are the same whenever they are read.</summary>
    private sealed class Endless(long length, Action<long>? read) : Stream
    {
        private long _position;

        public override bool CanRead => true;

        public override bool CanSeek => true;

        public override bool CanWrite => false;

        public override long Length => length;

        public override long Position
        {
            get => _position;
            set => _position = value;
        }

        public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

        public override int Read(Span<byte> buffer)
        {
            var count = (int)Math.Min(buffer.Length, length - _position);
            if (count <= 0) return 0;
            buffer = buffer[..count];
            buffer.Fill(0x5A);
            if (_position == 0 && count >= 12)
            {
                BinaryPrimitives.WriteInt32BigEndian(buffer, 24);
                "ftypmp42"u8.CopyTo(buffer[4..]);
            }

            _position += count;
            read?.Invoke(_position);
            return count;
        }

        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
        {
            cancellationToken.ThrowIfCancellationRequested();
            return ValueTask.FromResult(Read(buffer.Span));
        }

        public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) => ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

        public override long Seek(long offset, SeekOrigin origin) => _position = origin switch { SeekOrigin.Begin => offset, SeekOrigin.Current => _position + offset, _ => length + offset };

        public override void SetLength(long value) => throw new NotSupportedException();

        public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

        public override void Flush()
        {
            // Nothing is written.
        }
    }
}
