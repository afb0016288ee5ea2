using System.Globalization;

namespace Kpu.Outreach.CrashBench;

/// <summary>What was said on the command line: <c>--name value</c>, or <c>--name</c> alone for yes.</summary>
internal sealed class Settings
{
    private readonly Dictionary<string, string> _values = new(StringComparer.Ordinal);

    public static Settings Read(IEnumerable<string> arguments)
    {
        var settings = new Settings();
        string? name = null;
        foreach (var argument in arguments)
        {
            if (argument.StartsWith("--", StringComparison.Ordinal)) settings._values[name = argument[2..]] = "";
            else if (name is not null) settings._values[name] = argument;
            else throw new ArgumentException($"'{argument}' follows no name.", nameof(arguments));
        }

        return settings;
    }

    public bool Has(string name) => _values.ContainsKey(name);

    public string? Find(string name) => _values.GetValueOrDefault(name);

    public string Text(string name) => Find(name) ?? throw new ArgumentException($"--{name} is missing.", nameof(name));

    public string Text(string name, string otherwise) => Find(name) ?? otherwise;

    public int Number(string name, int otherwise) => Find(name) is { } value ? int.Parse(value, CultureInfo.InvariantCulture) : otherwise;
}
