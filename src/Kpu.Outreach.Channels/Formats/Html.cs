using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text;

namespace Kpu.Outreach.Channels.Formats;

/// <summary>Markup that is safe to write. Text put into <see cref="Of"/> is escaped; only another <see cref="Html"/> goes through as it is.</summary>
internal readonly record struct Html
{
    private readonly string? _markup;

    private Html(string markup) => _markup = markup;

    internal static Html Empty => default;

    internal bool IsEmpty => string.IsNullOrEmpty(_markup);

    /// <summary>Takes markup that was made safe elsewhere.</summary>
    internal static Html Trusted(string markup) => new(markup);

    internal static Html Text(string? text)
    {
        var target = new StringBuilder();
        SafeText.Escape(target, text);
        return new(target.ToString());
    }

    internal static Html Of(ref Writer writer) => new(writer.ToString());

    internal static Html Join(IEnumerable<Html> parts, string separator = "") => new(string.Join(separator, parts));

    /// <summary>The markup of each element, one after another.</summary>
    internal static Html Each<T>(IEnumerable<T> elements, Func<T, Html> write) => Join(elements.Select(write));

    /// <summary>The markup when there is a text.</summary>
    internal static Html When(bool condition, Func<Html> write) => condition ? write() : Empty;

    public override string ToString() => _markup ?? "";

    /// <summary>Escapes what is put into an interpolated string.</summary>
    [InterpolatedStringHandler]
    internal readonly ref struct Writer(int literalLength, int formattedCount)
    {
        private readonly StringBuilder _target = new(literalLength + formattedCount * 16);

        internal void AppendLiteral(string literal) => _target.Append(literal);

        internal void AppendFormatted(string? text) => SafeText.Escape(_target, text);

        internal void AppendFormatted(Html html) => _target.Append(html.ToString());

        internal void AppendFormatted(int number) => _target.Append(CultureInfo.InvariantCulture, $"{number}");

        public override string ToString() => _target.ToString();
    }
}
