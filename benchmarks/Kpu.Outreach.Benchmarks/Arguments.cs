using System.Globalization;

namespace Kpu.Outreach.Benchmarks;

/// <summary>Options of a verb: pairs of <c>--name value</c>.</summary>
internal sealed class Arguments
{
    private readonly Dictionary<string, string> _values = new(StringComparer.Ordinal);

    /// <exception cref="UsageException">An option is not known, or has no value.</exception>
    public Arguments(IReadOnlyList<string> written, params string[] known)
    {
        for (var i = 0; i < written.Count; i += 2)
        {
            var name = written[i];
            if (!name.StartsWith("--", StringComparison.Ordinal) || !known.Contains(name[2..])) throw new UsageException($"{name}: there is no such option; there are: {string.Join(", ", known.Select(k => "--" + k))}.");
            if (i + 1 == written.Count) throw new UsageException($"{name} needs a value.");
            _values[name[2..]] = written[i + 1];
        }
    }

    public int Number(string name, int otherwise)
    {
        if (!_values.TryGetValue(name, out var text)) return otherwise;
        return int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number > 0 ? number : throw new UsageException($"--{name} {text}: a number from 1 is needed.");
    }

    public string Word(string name, params string[] words)
    {
        if (!_values.TryGetValue(name, out var text)) return words[0];
        return words.Contains(text) ? text : throw new UsageException($"--{name} {text}: one of {string.Join(", ", words)} is needed.");
    }
}

/// <summary>A command that was not written as it must be.</summary>
internal sealed class UsageException(string message) : Exception(message);
