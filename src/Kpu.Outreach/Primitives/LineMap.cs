namespace Kpu.Outreach.Primitives;

/// <summary>Finds line and column (both from 1) of an offset in a text; CR, LF and CRLF end lines.</summary>
internal sealed class LineMap
{
    private readonly List<int> _starts = [0];

    public LineMap(string text)
    {
        for (var i = 0; i < text.Length; i++)
            if (text[i] == '\n' || (text[i] == '\r' && (i + 1 == text.Length || text[i + 1] != '\n'))) _starts.Add(i + 1);
    }

    public (int Line, int Column) At(int offset)
    {
        var i = _starts.BinarySearch(offset);
        if (i < 0) i = ~i - 1;
        return (i + 1, offset - _starts[i] + 1);
    }
}
