using System.Globalization;
using Kpu.Outreach.Campaigns;
using Kpu.Outreach.Primitives;
using Kpu.Outreach.Publishing;

namespace Kpu.Outreach.Channels.Files;

/// <summary>Reads the settings of an account by the channel's descriptor and collects what is wrong with them.</summary>
internal sealed class ChannelSettings(Account account, ChannelDescriptor descriptor)
{
    internal const string Yes = "ya";
    internal const string No = "tidak";

    private readonly List<Problem> _problems = [];

    internal IReadOnlyList<Problem> Problems => _problems;

    internal Account Account => account;

    /// <summary>The value, its default, or null.</summary>
    internal string? Text(string name)
    {
        if (account.Settings.TryGetValue(name, out var value) && !string.IsNullOrWhiteSpace(value)) return value.Trim();
        var setting = descriptor.Settings.First(s => s.Name == name);
        if (setting.Default is null && setting.Required) Add(Problem.Error(FolderProblems.SettingMissing, At(name), account.Key, name));
        return setting.Default;
    }

    /// <summary>A folder inside the output root.</summary>
    internal string Folder(string name, string? otherwise = null)
    {
        var folder = (account.Settings.TryGetValue(name, out var value) && !string.IsNullOrWhiteSpace(value) ? value : otherwise ?? Text(name))?.Trim().TrimEnd('/') ?? "";
        if (folder.StartsWith("./", StringComparison.Ordinal)) folder = folder[2..];
        if (folder.Length > 0 && !OutputFolder.IsInside(folder)) Add(Problem.Error(FolderProblems.FolderOutside, At(name), folder));
        return folder;
    }

    /// <summary>A web address that ends with a slash, or null.</summary>
    internal Uri? Address(string name) => Text(name) is { } text ? Address(name, text) : null;

    /// <summary>Web addresses separated by commas, each as it was written.</summary>
    internal IReadOnlyList<Uri> Addresses(string name) =>
        [.. Words(name).Select(w => Uri.TryCreate(w, UriKind.Absolute, out var address) && IsPlain(address, query: true) ? address : Wrong(name, w)).OfType<Uri>()];

    /// <summary>Words separated by commas.</summary>
    internal IReadOnlyList<string> Words(string name) => (Text(name) ?? "").Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);

    /// <summary>Yes or no.</summary>
    internal bool YesOrNo(string name)
    {
        var text = Text(name) ?? No;
        if (text is not (Yes or No)) Invalid(name, text, $"{Yes}, {No}");
        return text == Yes;
    }

    private Uri? Address(string name, string text) =>
        Uri.TryCreate(text.EndsWith('/') ? text : text + "/", UriKind.Absolute, out var address) && IsPlain(address, query: false) ? address : Wrong(name, text);

    private static bool IsPlain(Uri address, bool query) =>
        address.Scheme is "https" or "http" && (query || address.Query.Length == 0) && address.Fragment.Length == 0 && address.UserInfo.Length == 0;

    private Uri? Wrong(string name, string text)
    {
        Invalid(name, text, "https://...");
        return null;
    }

    /// <summary>A number between two bounds.</summary>
    internal double Number(string name, double least, double most)
    {
        var text = Text(name) ?? "";
        if (double.TryParse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var number) && number >= least && number <= most) return number;
        Invalid(name, text, string.Create(CultureInfo.InvariantCulture, $"{least} - {most}"));
        return least;
    }

    /// <summary>Notes a value that does not fit.</summary>
    internal void Invalid(string name, string value, string expected) => Add(Problem.Error(FolderProblems.SettingInvalid, At(name), account.Key, name, value, expected));

    private static Place At(string name) => new(Path: "settings." + name);

    private void Add(Problem problem)
    {
        if (!_problems.Contains(problem)) _problems.Add(problem);
    }
}
