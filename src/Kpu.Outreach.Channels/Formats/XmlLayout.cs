using System.Text;
using System.Xml;

namespace Kpu.Outreach.Channels.Formats;

/// <summary>How XML files are laid out: UTF-8 without mark, LF, two spaces.</summary>
internal static class XmlLayout
{
    internal static XmlWriterSettings Settings() => new() { Encoding = new UTF8Encoding(encoderShouldEmitUTF8Identifier: false), Indent = true, IndentChars = "  ", NewLineChars = "\n", CloseOutput = false };
}
