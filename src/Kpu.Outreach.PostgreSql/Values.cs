using System.Text;
using Npgsql;
using NpgsqlTypes;

namespace Kpu.Outreach.PostgreSql;

/// <summary>Reads the columns of a row in the order in which they stand.</summary>
internal sealed class Row(NpgsqlDataReader reader, string ledger)
{
    private int _column;

    /// <summary>Goes back to the first column, for the next row.</summary>
    public Row First()
    {
        _column = 0;
        return this;
    }

    public long Long() => reader.GetInt64(_column++);

    public long? LongOrNull() => IsNull() ? null : Long();

    public bool Flag() => reader.GetBoolean(_column++);

    /// <summary>A number that counts something.</summary>
    public int Count() => reader.GetInt32(_column++) is >= 0 and var value ? value : throw Failures.Damaged(ledger);

    /// <summary>The number of an enum's member.</summary>
    public int Within(int last) => reader.GetInt16(_column++) is >= 0 and var value && value <= last ? value : throw Failures.Damaged(ledger);

    public int? WithinOrNull(int last) => IsNull() ? null : Within(last);

    public DateTimeOffset Instant() => Long() is >= 0 and var ticks && ticks <= DateTime.MaxValue.Ticks ? new DateTimeOffset(ticks, TimeSpan.Zero) : throw Failures.Damaged(ledger);

    public DateTimeOffset? InstantOrNull() => IsNull() ? null : Instant();

    public string Text() => Texts.Read(reader.GetString(_column++));

    public string? TextOrNull() => IsNull() ? null : Text();

    public byte[] Bytes() => reader.GetFieldValue<byte[]>(_column++);

    private bool IsNull()
    {
        if (!reader.IsDBNull(_column)) return false;
        _column++;
        return true;
    }
}

/// <summary>The columns of many rows, one array each: a statement then writes all of them in one go.</summary>
/// <param name="rows">The rows.</param>
/// <param name="folds">Whether a column that is the same in all rows becomes one value instead of an array.</param>
internal sealed class Bulk<T>(IReadOnlyList<T> rows, bool folds = false)
{
    private readonly List<NpgsqlParameter> _parameters = [];
    private readonly List<bool> _folded = [];

    public NpgsqlParameter[] Parameters => [.. _parameters];

    public Bulk<T> Longs(Func<T, long> of) => Add(of, NpgsqlDbType.Bigint);

    public Bulk<T> LongsOrNull(Func<T, long?> of) => Add(of, NpgsqlDbType.Bigint);

    public Bulk<T> Instants(Func<T, DateTimeOffset?> of) => Add(r => of(r)?.UtcTicks, NpgsqlDbType.Bigint);

    public Bulk<T> Ints(Func<T, int> of) => Add(of, NpgsqlDbType.Integer);

    public Bulk<T> Shorts(Func<T, int> of) => Add(r => (short)of(r), NpgsqlDbType.Smallint);

    public Bulk<T> ShortsOrNull(Func<T, int?> of) => Add(r => (short?)of(r), NpgsqlDbType.Smallint);

    public Bulk<T> Flags(Func<T, bool> of) => Add(of, NpgsqlDbType.Boolean);

    public Bulk<T> Texts(Func<T, string?> of) => Add(r => PostgreSql.Texts.Write(of(r)), NpgsqlDbType.Text);

    public Bulk<T> Bytes(Func<T, byte[]> of) => Add(of, NpgsqlDbType.Bytea);

    /// <summary>The statement that sets columns of rows, found by their first column.</summary>
    public NpgsqlBatchCommand Update(string table, string columns) => Value.Command(Value.Update(table, columns, _folded), Parameters);

    private Bulk<T> Add<TValue>(Func<T, TValue> of, NpgsqlDbType type)
    {
        var values = new TValue[rows.Count];
        for (var i = 0; i < values.Length; i++) values[i] = of(rows[i]);
        var same = folds && _folded.Count > 0 && !values.AsSpan().ContainsAnyExcept(values[0]);
        _folded.Add(same);
        _parameters.Add(same ? new NpgsqlParameter { NpgsqlDbType = type, Value = (object?)values[0] ?? DBNull.Value } : Value.Of(values));
        return this;
    }
}

/// <summary>Makes parameters and statements.</summary>
internal static class Value
{
    public static NpgsqlParameter Of<T>(T value) => new NpgsqlParameter<T> { TypedValue = value };

    /// <summary>A text; it may be null.</summary>
    public static NpgsqlParameter Text(string? value) => new() { Value = (object?)Texts.Write(value) ?? DBNull.Value, NpgsqlDbType = NpgsqlDbType.Text };

    /// <summary>A moment; it may be null.</summary>
    public static NpgsqlParameter Instant(DateTimeOffset? value) => new() { Value = (object?)value?.UtcTicks ?? DBNull.Value, NpgsqlDbType = NpgsqlDbType.Bigint };

    /// <summary>A number; it may be null.</summary>
    public static NpgsqlParameter LongOrNull(long? value) => new() { Value = (object?)value ?? DBNull.Value, NpgsqlDbType = NpgsqlDbType.Bigint };

    public static NpgsqlBatchCommand Command(string sql, params NpgsqlParameter[] parameters)
    {
        var command = new NpgsqlBatchCommand(sql);
        foreach (var parameter in parameters) command.Parameters.Add(parameter);
        return command;
    }

    /// <summary>The statement that sets columns of many rows.</summary>
    /// <param name="table">The table.</param>
    /// <param name="columns">The columns in the order of the parameters; by the first one the rows are found.</param>
    /// <param name="folded">Which of the parameters are one value for all rows; the others are arrays.</param>
    public static string Update(string table, string columns, IReadOnlyList<bool> folded)
    {
        var names = columns.Split(", ");
        var each = Enumerable.Range(0, names.Length).Where(i => !folded[i]).ToList();
        var set = names.Skip(1).Select((name, i) => FormattableString.Invariant($"{name} = {(folded[i + 1] ? $"${i + 2}" : "u." + name)}"));
        return $"UPDATE {table} t SET {string.Join(", ", set)} FROM unnest({string.Join(", ", each.Select(i => FormattableString.Invariant($"${i + 1}")))}) AS u ({string.Join(", ", each.Select(i => names[i]))}) WHERE t.{names[0]} = u.{names[0]}";
    }

    /// <summary>The parameters, one array a column, as rows.</summary>
    public static string Rows(string columns) =>
        $"unnest({string.Join(", ", columns.Split(", ").Select((_, i) => FormattableString.Invariant($"${i + 1}")))}) AS u ({columns})";
}

/// <summary>Any text in a text column: PostgreSQL takes neither U+0000 nor half a surrogate pair. U+001A stands before what was changed; half a pair becomes U+FFFD, as in every UTF-8.</summary>
internal static class Texts
{
    private const char Mark = '\u001A';

    public static string? Write(string? text)
    {
        if (text is null) return null;
        if (text.AsSpan().IndexOfAnyInRange('\uD800', '\uDFFF') >= 0) text = Encoding.UTF8.GetString(Encoding.UTF8.GetBytes(text));
        return text.AsSpan().IndexOfAny('\0', Mark) < 0 ? text : text.Replace("\u001A", "\u001A1", StringComparison.Ordinal).Replace("\0", "\u001A0", StringComparison.Ordinal);
    }

    public static string Read(string text) =>
        text.Contains(Mark, StringComparison.Ordinal) ? text.Replace("\u001A0", "\0", StringComparison.Ordinal).Replace("\u001A1", "\u001A", StringComparison.Ordinal) : text;
}
