using System.Text;

namespace Kpu.Outreach.Channels.Formats;

/// <summary>Reads the style sheets that ship inside the package.</summary>
internal static class Resources
{
    internal static string Text(string name)
    {
        using var stream = typeof(Resources).Assembly.GetManifestResourceStream(name) ?? throw new InvalidOperationException($"'{name}' is not in the package.");
        using var reader = new StreamReader(stream, Encoding.UTF8);
        return reader.ReadToEnd().ReplaceLineEndings("\n");
    }
}
