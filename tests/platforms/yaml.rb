# yaml.rb FILE...: Ruby's reading of YAML (OpenNebula's, and a second opinion on the others): all
# values are texts, except the few that are meant to be something else. OpenNebula's is pci.conf,
# in the comments.
require 'yaml'

def leaves(value, &block)
  case value
  when Hash then value.each { |_, v| leaves(v, &block) }
  when Array then value.each { |v| leaves(v, &block) }
  else yield value
  end
end

ARGV.each do |file|
  begin
    text = File.read(file)
    text = text.lines.select { |l| l.start_with?('#   ') }.map { |l| l[4..] }.join if file.end_with?('/opennebula')
    documents = YAML.load_stream(text)
    raise 'it is empty' if documents.empty? || documents.include?(nil)

    documents.each do |document|
      leaves(document) { |v| raise "not a text: #{v.inspect}" unless v.is_a?(String) }
      if file.end_with?('/kubevirt')
        offered = document.dig('spec', 'configuration', 'permittedHostDevices', 'pciHostDevices')
        raise 'nothing is offered' unless offered.is_a?(Array)
        offered.each { |o| raise o.inspect unless o['pciVendorSelector'] =~ /\A[0-9A-F]{4}:[0-9A-F]{4}\z/ }
      end
    end
    puts "yes #{file}"
  rescue StandardError, SyntaxError => e
    puts "no #{file} #{e.class} #{e.message.tr("\n", ' ')[0, 200]}"
  end
end
