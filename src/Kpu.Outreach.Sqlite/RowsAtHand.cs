namespace Kpu.Outreach.Sqlite;

/// <summary>
/// Rows that the writing connection needs again in a moment, as they stand in the file, so that they are not read a second time. Whoever commits elsewhere, and a transaction that is undone, makes the
/// connection forget them.
/// </summary>
internal sealed class RowsAtHand<TKey, T>
    where TKey : notnull
    where T : class
{
    private const int Most = 8192;

    private readonly Dictionary<TKey, T> _rows = [];

    public T? Find(TKey id) => _rows.GetValueOrDefault(id);

    public void Keep(TKey id, T row)
    {
        if (_rows.Count >= Most) _rows.Clear();
        _rows[id] = row;
    }

    /// <summary>Keeps what a row that is at hand has become.</summary>
    public void Replace(TKey id, T row)
    {
        if (_rows.ContainsKey(id)) _rows[id] = row;
    }

    public void Drop(TKey id) => _rows.Remove(id);

    public void Forget() => _rows.Clear();
}
