namespace Kpu.Outreach.Media;

/// <summary>Reads a stream forward in small steps, within bounds that no file can lift: so many bytes read, so many skipped where the stream cannot seek.</summary>
internal sealed class HeaderReader(Stream stream, CancellationToken cancellationToken)
{
    /// <summary>How many bytes are read at most, over all; the largest single part is an EXIF segment of 64 KiB.</summary>
    internal const int ReadLimit = 256 * 1024;

    /// <summary>How many bytes are read past at most where the stream cannot seek.</summary>
    internal const long SkipLimit = 64L * 1024 * 1024;

    private const int PeekLength = 64;

    private readonly byte[] _peeked = new byte[PeekLength];
    private int _peekedLength;
    private int _peekedUsed;
    private long _readLeft = ReadLimit;
    private long _skipLeft = SkipLimit;

    /// <summary>How many bytes were taken or skipped so far.</summary>
    internal long Position { get; private set; }

    /// <summary>How many bytes are left, or null where the stream cannot tell.</summary>
    internal long? Remaining => stream.CanSeek ? Math.Max(0, stream.Length - stream.Position) + _peekedLength - _peekedUsed : null;

    /// <summary>The first bytes, up to 64, without taking them. To be called once, first.</summary>
    internal async ValueTask<ReadOnlyMemory<byte>> PeekAsync()
    {
        _peekedLength = await stream.ReadAtLeastAsync(_peeked, PeekLength, throwOnEndOfStream: false, cancellationToken).ConfigureAwait(false);
        return _peeked.AsMemory(0, _peekedLength);
    }

    /// <summary>Fills the buffer; false when the stream ends before or the limit is reached.</summary>
    internal async ValueTask<bool> FillAsync(Memory<byte> buffer)
    {
        _readLeft -= buffer.Length;
        if (_readLeft < 0) return false;
        var fromPeeked = Math.Min(buffer.Length, _peekedLength - _peekedUsed);
        _peeked.AsMemory(_peekedUsed, fromPeeked).CopyTo(buffer);
        _peekedUsed += fromPeeked;
        var rest = buffer[fromPeeked..];
        if (rest.Length > 0 && await stream.ReadAtLeastAsync(rest, rest.Length, throwOnEndOfStream: false, cancellationToken).ConfigureAwait(false) < rest.Length) return false;
        Position += buffer.Length;
        return true;
    }

    /// <summary>Skips bytes; false when the stream ends before or the limit is reached.</summary>
    internal async ValueTask<bool> SkipAsync(long count)
    {
        if (count < 0) return false;
        var fromPeeked = (int)Math.Min(count, _peekedLength - _peekedUsed);
        _peekedUsed += fromPeeked;
        var rest = count - fromPeeked;
        if (rest > 0 && !await PassAsync(rest).ConfigureAwait(false)) return false;
        Position += count;
        return true;
    }

    private async ValueTask<bool> PassAsync(long count)
    {
        if (stream.CanSeek)
        {
            if (count > stream.Length - stream.Position) return false;
            stream.Seek(count, SeekOrigin.Current);
            return true;
        }

        _skipLeft -= count;
        if (_skipLeft < 0) return false;
        var buffer = new byte[(int)Math.Min(count, 16 * 1024)];
        while (count > 0)
        {
            var read = await stream.ReadAsync(buffer.AsMemory(0, (int)Math.Min(count, buffer.Length)), cancellationToken).ConfigureAwait(false);
            if (read == 0) return false;
            count -= read;
        }

        return true;
    }
}
