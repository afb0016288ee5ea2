using System.Buffers;
using System.Buffers.Binary;
using System.Numerics;
using System.Text;
using SQLitePCL;

namespace Kpu.Outreach.Sqlite;

/// <summary>A statement's text and its place in every connection's table of prepared statements.</summary>
internal sealed class Sql(string text)
{
    private static int _count;

    public string Text { get; } = text;

    public int Slot { get; } = Interlocked.Increment(ref _count) - 1;
}

/// <summary>
/// A prepared statement, used again and again: values are bound and columns read in the order in which they stand, without boxing. Disposing it gives it back (reset), which ends its cursor.
/// </summary>
/// <remarks>
/// Not thread-safe. It works on the handle below the ADO.NET classes, which cost three to five times as much a row. A row ends with its seal, a checksum (CRC-32C) over the values before it:
/// SQLite checks the form of its pages and not what stands in them, so that a flipped bit would be read as an answer.
/// </remarks>
internal sealed class Statement(LedgerConnection connection, sqlite3_stmt handle) : IDisposable
{
    private const ushort NullMark = 0xA5A5;

    // SQLITE_STMTSTATUS_REPREPARE.
    private const int Repreparations = 5;

    private int _parameter;
    private int _column;
    private uint _seal;

    public int PreparedAgain => raw.sqlite3_stmt_status(handle, Repreparations, 0);

    public Statement With(long value)
    {
        Cover(value);
        return Check(raw.sqlite3_bind_int64(handle, ++_parameter, value));
    }

    public Statement With(long? value) => value is { } v ? With(v) : Skip();

    public Statement With(DateTimeOffset value) => With(value.UtcTicks);

    public Statement With(DateTimeOffset? value) => With(value?.UtcTicks);

    public Statement With(ReadOnlySpan<byte> value)
    {
        Cover(value);
        return Check(raw.sqlite3_bind_blob(handle, ++_parameter, value));
    }

    /// <summary>Binds the seal over the values bound or covered so far.</summary>
    public Statement WithSeal() => Check(raw.sqlite3_bind_int64(handle, ++_parameter, _seal));

    /// <summary>Lets the seal cover a value of the row that is not bound.</summary>
    public Statement Cover(long value)
    {
        _seal = BitOperations.Crc32C(_seal, (ulong)value);
        return this;
    }

    /// <summary>Lets the seal cover a text of the row that is not bound.</summary>
    public Statement Cover(string? value)
    {
        if (value is null) CoverNull();
        else Cover(Encoding.UTF8.GetBytes(value));
        return this;
    }

    /// <summary>Lets the seal cover a column as it stands, whatever it is.</summary>
    public void Pass()
    {
        switch (raw.sqlite3_column_type(handle, _column))
        {
            case raw.SQLITE_NULL:
                IsNull();
                break;
            case raw.SQLITE_INTEGER:
                Int();
                break;
            default:
                Bytes();
                break;
        }
    }

    /// <summary>Whether the next column is the seal over the values read so far.</summary>
    public bool IsSealed() => (uint)raw.sqlite3_column_int64(handle, _column++) == _seal;

    /// <summary>Reads the seal, which must cover the values read so far.</summary>
    public void CheckSeal()
    {
        if (!IsSealed()) throw connection.Damaged();
    }

    public Statement With(string? value)
    {
        if (value is null) return Skip();
        if (value.Length == 0)
        {
            Cover([]);
            return Check(raw.sqlite3_bind_text(handle, ++_parameter, ""));
        }

        var size = Encoding.UTF8.GetMaxByteCount(value.Length);
        if (size <= 1024)
        {
            Span<byte> few = stackalloc byte[size];
            return Text(few[..Encoding.UTF8.GetBytes(value, few)]);
        }

        var many = ArrayPool<byte>.Shared.Rent(size);
        try
        {
            return Text(many.AsSpan(0, Encoding.UTF8.GetBytes(value, many)));
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(many);
        }
    }

    /// <summary>Goes to the next row.</summary>
    /// <returns>False behind the last one.</returns>
    public bool Step()
    {
        _column = 0;
        _seal = 0;
        var code = raw.sqlite3_step(handle);
        return code == raw.SQLITE_ROW || (code == raw.SQLITE_DONE ? false : throw connection.Failed(code));
    }

    /// <summary>Carries out a statement that SQLite may refuse.</summary>
    /// <param name="isRefusal">Whether a result code is the refusal that is expected.</param>
    /// <returns>False when it was refused.</returns>
    public bool Try(Func<int, bool> isRefusal)
    {
        var code = raw.sqlite3_step(handle);
        return code is raw.SQLITE_DONE or raw.SQLITE_ROW || (isRefusal(code) ? false : throw connection.Failed(code));
    }

    public long Int()
    {
        var value = raw.sqlite3_column_int64(handle, _column++);
        Cover(value);
        return value;
    }

    public long? IntOrNull() => IsNull() ? null : Int();

    /// <summary>A number that may not lie outside a range, such as that of an enum.</summary>
    public int Within(int last) => Int() is >= 0 and var value && value <= last ? (int)value : throw connection.Damaged();

    public int? WithinOrNull(int last) => IsNull() ? null : Within(last);

    public DateTimeOffset Instant() =>
        Int() is >= 0 and var ticks && ticks <= DateTime.MaxValue.Ticks ? new DateTimeOffset(ticks, TimeSpan.Zero) : throw connection.Damaged();

    public DateTimeOffset? InstantOrNull() => IsNull() ? null : Instant();

    public string Text() => Encoding.UTF8.GetString(Bytes());

    public string? TextOrNull() => IsNull() ? null : Text();

    /// <summary>The bytes of a text or blob; valid until the next step.</summary>
    public ReadOnlySpan<byte> Bytes()
    {
        var value = raw.sqlite3_column_blob(handle, _column++);
        Cover(value);
        return value;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        // A reset repeats the error of the last step, which was thrown already.
        _ = raw.sqlite3_reset(handle);
        _ = raw.sqlite3_clear_bindings(handle);
        _parameter = 0;
        _column = 0;
        _seal = 0;
    }

    /// <summary>Ends the statement for good.</summary>
    public void Close() => handle.Dispose();

    private bool IsNull()
    {
        if (raw.sqlite3_column_type(handle, _column) != raw.SQLITE_NULL) return false;
        _column++;
        CoverNull();
        return true;
    }

    // Bindings are cleared after each use, so what is not bound is null.
    private Statement Skip()
    {
        _parameter++;
        CoverNull();
        return this;
    }

    private Statement Text(ReadOnlySpan<byte> value)
    {
        Cover(value);
        return Check(raw.sqlite3_bind_text(handle, ++_parameter, value));
    }

    private void CoverNull() => _seal = BitOperations.Crc32C(_seal, NullMark);

    private void Cover(ReadOnlySpan<byte> value)
    {
        Cover(value.Length);
        while (value.Length >= 8)
        {
            _seal = BitOperations.Crc32C(_seal, BinaryPrimitives.ReadUInt64LittleEndian(value));
            value = value[8..];
        }

        foreach (var one in value) _seal = BitOperations.Crc32C(_seal, one);
    }

    private Statement Check(int code) => code == raw.SQLITE_OK ? this : throw connection.Failed(code);
}
