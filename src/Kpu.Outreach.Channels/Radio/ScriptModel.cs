using System.Text.Json.Serialization;

namespace Kpu.Outreach.Channels.Radio;

/// <summary>The settings of a station's scripts.</summary>
internal sealed record RadioSettings(string Folder, string? Station, string Program, double Rate);

/// <summary>What the rundown needs of a script.</summary>
internal sealed record ScriptView(string File, string Title, int Seconds);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(ScriptView))]
internal sealed partial class RadioJson : JsonSerializerContext;
