namespace Kpu.Outreach.Primitives;

/// <summary>The official region code that names an office: <c>00</c> is KPU RI, two digits a province, <c>dd.dd</c> a regency (01 to 69) or city (71 to 99).</summary>
/// <remarks>Immutable; equal when the texts are equal; ordered as text, which is the official order. The default value is <see cref="National"/>.</remarks>
public readonly record struct OfficeCode : IComparable<OfficeCode>
{
    private readonly string? _value;

    private OfficeCode(string value) => _value = value;

    /// <summary>KPU RI, the root.</summary>
    public static OfficeCode National { get; } = new("00");

    /// <summary>The code as text.</summary>
    public string Value => _value ?? "00";

    /// <summary>The code of the office above; null for KPU RI.</summary>
    public OfficeCode? Parent => Value.Length == 5 ? new(Value[..2]) : Value == "00" ? null : National;

    /// <summary>Whether this office is the other one or below it.</summary>
    /// <param name="other">The office that may be above.</param>
    /// <returns>True for the office itself and all below it.</returns>
    public bool IsWithin(OfficeCode other) => other == National || this == other || (other.Value.Length == 2 && Value.StartsWith(other.Value + ".", StringComparison.Ordinal));

    /// <summary>Reads a code.</summary>
    /// <param name="text">Two digits, or two digits, a point and two digits.</param>
    /// <param name="code">The code, when it is one.</param>
    /// <returns>Whether the text has the form of a code; it need not name an existing office.</returns>
    public static bool TryParse(string? text, out OfficeCode code)
    {
        var ok = text is { Length: 2 or 5 } && char.IsAsciiDigit(text[0]) && char.IsAsciiDigit(text[1])
            && (text.Length == 2 || (text[2] == '.' && char.IsAsciiDigit(text[3]) && char.IsAsciiDigit(text[4])));
        code = ok ? new(text!) : default;
        return ok;
    }

    /// <summary>Reads a code.</summary>
    /// <param name="text">Two digits, or two digits, a point and two digits.</param>
    /// <returns>The code.</returns>
    /// <exception cref="FormatException">The text has another form.</exception>
    public static OfficeCode Parse(string text) => TryParse(text, out var code) ? code : throw new FormatException($"'{text}' is not an office code such as 35 or 35.72.");

    /// <inheritdoc/>
    public bool Equals(OfficeCode other) => string.Equals(Value, other.Value, StringComparison.Ordinal);

    /// <inheritdoc/>
    public override int GetHashCode() => StringComparer.Ordinal.GetHashCode(Value);

    /// <inheritdoc/>
    public int CompareTo(OfficeCode other) => string.CompareOrdinal(Value, other.Value);

    /// <summary>Whether the left code comes first.</summary>
    /// <param name="left">One code.</param>
    /// <param name="right">Another code.</param>
    /// <returns>The comparison.</returns>
    public static bool operator <(OfficeCode left, OfficeCode right) => left.CompareTo(right) < 0;

    /// <summary>Whether the left code comes last.</summary>
    /// <param name="left">One code.</param>
    /// <param name="right">Another code.</param>
    /// <returns>The comparison.</returns>
    public static bool operator >(OfficeCode left, OfficeCode right) => left.CompareTo(right) > 0;

    /// <summary>Whether the left code comes first or both are equal.</summary>
    /// <param name="left">One code.</param>
    /// <param name="right">Another code.</param>
    /// <returns>The comparison.</returns>
    public static bool operator <=(OfficeCode left, OfficeCode right) => left.CompareTo(right) <= 0;

    /// <summary>Whether the left code comes last or both are equal.</summary>
    /// <param name="left">One code.</param>
    /// <param name="right">Another code.</param>
    /// <returns>The comparison.</returns>
    public static bool operator >=(OfficeCode left, OfficeCode right) => left.CompareTo(right) >= 0;

    /// <summary>The code as text.</summary>
    /// <returns>The text.</returns>
    public override string ToString() => Value;
}
