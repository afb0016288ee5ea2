using System.Globalization;
using System.Text.Json;
using Kpu.Outreach.Cli.Output;
using Kpu.Outreach.Plugins;
using Kpu.Outreach.Publishing;

namespace Kpu.Outreach.Cli.Commands;

/// <summary>Shows the installed channels.</summary>
internal static class ChannelsCommand
{
    public static async Task<int> RunAsync(Screen screen, string? plugins, CancellationToken cancellationToken)
    {
        await using var installed = await Installed.OpenAsync(plugins, workspace: null, screen, cancellationToken);
        var options = new OutreachOptions();
        installed.AddTo(options);
        var channels = options.Channels.Select(c => c.Descriptor).OrderBy(d => d.Key.Value, StringComparer.Ordinal).ToList();
        var exitCode = installed.IsWhole ? ExitCode.Done : ExitCode.BadInput;
        if (!screen.IsJson)
        {
            var texts = screen.Texts;
            screen.Table(texts.ChannelHeads, channels.SelectMany(c => c.Placements.Select(p => (IReadOnlyList<string>)
            [
                c.Key.Value, c.DisplayName, p.Key.Value,
                p.Text.Maximum is { } most ? string.Create(CultureInfo.InvariantCulture, $"{most} {texts.Unit(p.Text.Measure)}") : texts.NoLimit,
                texts.Images(p.Media.MaximumImages, p.Media.MaximumVideos), texts.Name(p.Operations), texts.Name(p.Guarantee),
            ])));
            return exitCode;
        }

        await screen.DocumentAsync(json =>
        {
            json.WriteStartArray();
            foreach (var channel in channels) Write(json, channel);
            json.WriteEndArray();
        });
        return exitCode;
    }

    /// <summary>Allows the plug-in in a folder just as it is now.</summary>
    public static async Task<int> AllowAsync(Screen screen, string list, string folder, string? assembly, CancellationToken cancellationToken)
    {
        var (plugin, problems) = await PluginList.AllowAsync(list, folder, assembly, cancellationToken);
        if (plugin is null) return await screen.FailAsync(problems, ExitCode.BadInput);
        if (screen.IsJson)
        {
            await screen.DocumentAsync(json =>
            {
                json.WriteStartObject();
                json.WriteString("folder", plugin.Folder);
                json.WriteString("assembly", plugin.Assembly);
                json.WriteNumber("files", plugin.Files.Count);
                json.WriteEndObject();
            });
        }
        else
        {
            screen.Say(screen.Texts.PluginAllowed(plugin.Assembly, plugin.Files.Count, list));
        }

        return ExitCode.Done;
    }

    private static void Write(Utf8JsonWriter json, ChannelDescriptor channel)
    {
        json.WriteStartObject();
        json.WriteString("key", channel.Key.Value);
        json.WriteString("name", channel.DisplayName);
        json.WriteNumber("contractVersion", channel.ContractVersion);
        json.WriteString("platformApiVersion", channel.PlatformApiVersion);
        json.WriteString("platformSunset", channel.PlatformSunset?.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture));
        json.WriteBoolean("usesNetwork", channel.UsesNetwork);
        json.Strings("standsInFor", channel.StandsInFor.Select(k => k.Value));
        json.WriteStartArray("settings");
        foreach (var setting in channel.Settings)
        {
            json.WriteStartObject();
            json.WriteString("name", setting.Name);
            json.WriteString("description", setting.Description);
            json.WriteBoolean("required", setting.Required);
            json.WriteString("default", setting.Default);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteStartArray("placements");
        foreach (var placement in channel.Placements) Write(json, placement);
        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static void Write(Utf8JsonWriter json, PlacementDescriptor placement)
    {
        json.WriteStartObject();
        json.WriteString("key", placement.Key.Value);
        json.WriteString("measure", Camel(placement.Text.Measure.ToString()));
        json.Number("maximum", placement.Text.Maximum);
        json.WriteNumber("maximumParts", placement.Text.MaximumParts);
        json.Number("maximumHashtags", placement.Text.MaximumHashtags);
        json.WriteString("markup", Camel(placement.Text.Markup.ToString()));
        json.WriteNumber("maximumImages", placement.Media.MaximumImages);
        json.WriteNumber("maximumVideos", placement.Media.MaximumVideos);
        json.Strings("operations", Enum.GetValues<Operations>().Where(o => o != Operations.None && placement.Operations.HasFlag(o)).Select(o => Camel(o.ToString())));
        json.WriteStartObject("guarantee");
        json.WriteString("repeatSafeFor", Duration(placement.Guarantee.RepeatSafeFor));
        json.WriteString("foundBy", Camel(placement.Guarantee.FoundBy.ToString()));
        json.WriteString("absentAfter", placement.Guarantee.AbsentAfter is { } after ? Duration(after) : null);
        json.WriteEndObject();
        json.WriteEndObject();
    }

    private static string Duration(TimeSpan span) => span == TimeSpan.MaxValue ? "forever" : System.Xml.XmlConvert.ToString(span);

    private static string Camel(string name) => char.ToLowerInvariant(name[0]) + name[1..];
}
