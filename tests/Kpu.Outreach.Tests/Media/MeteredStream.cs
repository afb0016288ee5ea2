namespace Kpu.Outreach.Tests.Media;

/// <summary>A stream that counts what is read of it, gives little at a time, may refuse to seek and may go on for ever.</summary>
internal sealed class MeteredStream(byte[] bytes, bool canSeek, int step = int.MaxValue, long length = -1) : Stream
{
    private long _position;

    internal long BytesRead { get; private set; }

    internal int LargestRead { get; private set; }

    public override bool CanRead => true;

    public override bool CanSeek => canSeek;

    public override bool CanWrite => false;

    public override long Length => canSeek ? Total : throw new NotSupportedException();

    public override long Position
    {
        get => canSeek ? _position : throw new NotSupportedException();
        set => Seek(value, SeekOrigin.Begin);
    }

    /// <summary>The bytes, then as many zeros as the length asks for.</summary>
    private long Total => length < 0 ? bytes.Length : length;

    public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        cancellationToken.ThrowIfCancellationRequested();
        LargestRead = Math.Max(LargestRead, buffer.Length);
        var count = (int)Math.Min(Math.Min(step, buffer.Length), Math.Max(0, Total - _position));
        var target = buffer.Span[..count];
        target.Clear();
        if (_position < bytes.Length)
        {
            var source = bytes.AsSpan((int)_position);
            source[..Math.Min(count, source.Length)].CopyTo(target);
        }

        _position += count;
        BytesRead += count;
        return ValueTask.FromResult(count);
    }

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException("Only asynchronous reading is expected.");

    public override long Seek(long offset, SeekOrigin origin)
    {
        if (!canSeek) throw new NotSupportedException();
        return _position = origin switch { SeekOrigin.Begin => offset, SeekOrigin.Current => _position + offset, _ => Total + offset };
    }

    public override void Flush()
    {
    }

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
}
