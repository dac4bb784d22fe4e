# vagrant.rb FILE...: the libvirt provider's own configuration reads the lines, and its own
# template makes a domain of them, in which every function must be.
require 'vagrant'
require 'vagrant-libvirt'
require 'vagrant-libvirt/config'
require 'vagrant-libvirt/util/erb_template'
require 'rexml/document'

# What the template wants of an action: its variables, of which only the PCI devices matter here.
class Template
  include VagrantPlugins::ProviderLibvirt::Util::ErbTemplate

  def initialize(config)
    config.instance_variables.each { |v| instance_variable_set(v, config.instance_variable_get(v)) }
    @pcis = config.pcis
    @disks = @cdroms = @floppies = @serials = @channels = @inputs = @redirdevs = @usbs = []
    @domain_volumes = @networks = []
    @os_type = 'hvm'
  end

  def method_missing(*)
    nil
  end

  def respond_to_missing?(*)
    true
  end
end

def judge(file)
  config = VagrantPlugins::ProviderLibvirt::Config.new
  v = config
  binding.local_variable_set(:v, v)
  eval(File.read(file), binding, file)
  config.finalize!
  xml = Template.new(config).to_xml('domain')
  hosts = REXML::XPath.match(REXML::Document.new(xml), '//hostdev/source/address')
  lines = File.readlines(file).grep_v(/^#/).size
  raise "#{hosts.size} functions of #{lines}" unless hosts.size == lines
  hosts.each do |a|
    values = %w[domain bus slot function].map { |k| a.attributes[k] }
    raise values.inspect unless values.all? { |x| x =~ /\A0x\h+\z/ }
  end
end

ARGV.each do |file|
  begin
    judge(file)
    puts "yes #{file}"
  rescue StandardError, SyntaxError => e
    puts "no #{file} #{e.class} #{e.message.tr("\n", ' ')[0, 200]}"
  end
end
