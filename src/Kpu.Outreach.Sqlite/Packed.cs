using System.Buffers;
using System.Text;

namespace Kpu.Outreach.Sqlite;

/// <summary>
/// Packs the values of a row that no question asks for, one behind the other, into one column: a column costs a call into SQLite whenever it is bound or read, and a byte in every row.
/// Numbers are LEB128, so that what is small takes one byte; what may be missing is written plus one, and 0 stands for nothing; instants are ticks of UTC; texts are UTF-8 behind their length.
/// </summary>
internal ref struct PackedWriter(Span<byte> buffer)
{
    private const int LongestNumber = 10;

    private Span<byte> _buffer = buffer;
    private byte[]? _rented;
    private int _length;

    public readonly ReadOnlySpan<byte> Written => _buffer[.._length];

    public void Add(long value)
    {
        Reserve(LongestNumber);
        var rest = (ulong)value;
        for (; rest >= 0x80; rest >>= 7) _buffer[_length++] = (byte)(rest | 0x80);
        _buffer[_length++] = (byte)rest;
    }

    public void Add(long? value) => Add(value is { } known ? known + 1 : 0L);

    public void Add(DateTimeOffset? value) => Add(value?.UtcTicks);

    public void Add(string? value)
    {
        if (value is null)
        {
            Add(0L);
            return;
        }

        var bytes = Encoding.UTF8.GetByteCount(value);
        Add(bytes + 1L);
        Reserve(bytes);
        _length += Encoding.UTF8.GetBytes(value, _buffer[_length..]);
    }

    public readonly void Dispose()
    {
        if (_rented is not null) ArrayPool<byte>.Shared.Return(_rented);
    }

    private void Reserve(int more)
    {
        if (_length + more <= _buffer.Length) return;
        var larger = ArrayPool<byte>.Shared.Rent((_length + more) * 2);
        Written.CopyTo(larger);
        Dispose();
        _buffer = _rented = larger;
    }
}

/// <summary>Reads what a <see cref="PackedWriter"/> wrote; what makes no sense is damage.</summary>
internal ref struct PackedReader(ReadOnlySpan<byte> bytes, LedgerConnection connection)
{
    private readonly ReadOnlySpan<byte> _bytes = bytes;
    private int _at;

    public long Int()
    {
        ulong value = 0;
        for (var shift = 0; shift < 64 && _at < _bytes.Length; shift += 7)
        {
            var next = _bytes[_at++];
            value |= (ulong)(next & 0x7f) << shift;
            if (next < 0x80) return value <= long.MaxValue ? (long)value : throw connection.Damaged();
        }

        throw connection.Damaged();
    }

    public long? IntOrNull() => Int() is var value && value == 0 ? null : value - 1;

    /// <summary>A number that may not lie outside a range, such as that of an enum.</summary>
    public int Within(int last) => Int() is var value && value <= last ? (int)value : throw connection.Damaged();

    public DateTimeOffset? InstantOrNull() => IntOrNull() is { } ticks ? Moment(ticks) : null;

    public DateTimeOffset Instant() => InstantOrNull() ?? throw connection.Damaged();

    public string? TextOrNull()
    {
        if (IntOrNull() is not { } length) return null;
        if (length > _bytes.Length - _at) throw connection.Damaged();
        var text = Encoding.UTF8.GetString(_bytes.Slice(_at, (int)length));
        _at += (int)length;
        return text;
    }

    /// <summary>Says that nothing more is expected.</summary>
    public readonly void End()
    {
        if (_at != _bytes.Length) throw connection.Damaged();
    }

    private readonly DateTimeOffset Moment(long ticks) => ticks <= DateTime.MaxValue.Ticks ? new DateTimeOffset(ticks, TimeSpan.Zero) : throw connection.Damaged();
}
